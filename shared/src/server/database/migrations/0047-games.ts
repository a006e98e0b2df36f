import type { Knex } from "knex";

/** Challenges, matches and ratings, and the processes that run matches. */
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    -- The processes that run matches. Other processes forward sockets to the internal address.
    create table game_servers (
      id uuid primary key,
      internal_url text not null,
      heartbeat_at timestamptz not null default now()
    );
    create index game_servers_heartbeat on game_servers (heartbeat_at);

    create table game_challenges (
      id uuid primary key,
      game text not null,
      settings jsonb not null,
      rated boolean not null,
      by_id uuid not null references users,
      -- Null: anyone who has the code.
      opponent_id uuid references users,
      code text unique,
      state text not null default 'waiting'
        check (state in ('waiting', 'accepted', 'declined', 'withdrawn', 'expired')),
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      rematch_of uuid,
      check (by_id <> opponent_id)
    );
    create index game_challenges_by on game_challenges (by_id, id);
    create index game_challenges_opponent on game_challenges (opponent_id, id);
    create index game_challenges_by_waiting on game_challenges (by_id, id) where state = 'waiting';
    create index game_challenges_opponent_waiting on game_challenges (opponent_id, id)
      where state = 'waiting';
    create index game_challenges_expiry on game_challenges (expires_at) where state = 'waiting';
    create index game_challenges_closed on game_challenges (expires_at) where state <> 'waiting';
    create unique index game_challenges_rematch on game_challenges (rematch_of)
      where state = 'waiting';

    create table matches (
      id uuid primary key,
      game text not null,
      settings jsonb not null,
      -- A 32-bit unsigned integer.
      seed bigint not null,
      rated boolean not null,
      -- The players, side 0 and side 1.
      first_id uuid not null references users,
      second_id uuid not null references users,
      state text not null default 'waiting'
        check (state in ('waiting', 'playing', 'finished', 'aborted', 'interrupted')),
      -- The process that runs it, while it waits or is played; the process may be gone.
      owner_id uuid,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      ended_at timestamptz,
      -- The side that won; null for a draw, and without a result.
      winner smallint check (winner in (0, 1)),
      reason text check (reason in ('rules', 'resigned', 'claimed', 'timeout', 'agreed', 'noShow',
        'aborted', 'interrupted')),
      score integer[],
      -- The number of steps or moves, and the inputs of the replay.
      steps integer,
      inputs jsonb,
      -- Of each player: the rating before and after it.
      ratings jsonb,
      challenge_id uuid,
      rematch_of uuid,
      check (first_id <> second_id),
      check ((ended_at is null) = (state in ('waiting', 'playing'))),
      check ((reason is null) = (ended_at is null))
    );
    create index matches_first on matches (first_id, id) where ended_at is not null;
    create index matches_second on matches (second_id, id) where ended_at is not null;
    create index matches_first_game on matches (first_id, game, id) where ended_at is not null;
    create index matches_second_game on matches (second_id, game, id) where ended_at is not null;
    create index matches_first_winner on matches (first_id, winner, id)
      where ended_at is not null;
    create index matches_second_winner on matches (second_id, winner, id)
      where ended_at is not null;
    create index matches_owner on matches (owner_id, created_at) where ended_at is null;
    create index matches_challenge on matches (challenge_id);

    -- A user is in one match at a time.
    create table current_matches (
      user_id uuid primary key references users,
      match_id uuid not null references matches
    );
    create index current_matches_match on current_matches (match_id);

    create table ratings (
      user_id uuid not null references users,
      game text not null,
      rating double precision not null,
      deviation double precision not null,
      volatility double precision not null,
      games integer not null,
      wins integer not null,
      losses integer not null,
      draws integer not null,
      updated_at timestamptz not null,
      primary key (user_id, game)
    );
    create index ratings_leaderboard on ratings (game, rating desc, user_id);
  `);
}
