/** Where calendars ask for feeds: the secret in the address is their key. */
export const CALENDAR_FEED_PATH = '/feeds/calendar';
