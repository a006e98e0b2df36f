/** The cache in which the service worker keeps pictures of people; it goes when one signs out. */
export const PICTURES = "rally.pictures";
