export { leaderboardPage, type LeaderboardPage, type RatedUser } from "./leaderboard.js";
export { gameRatingOf, ratingsOf, type RatingRow } from "./ratings-of.js";
