/** Paths of 24 × 24 line icons. */
export const CHEVRON_DOWN = "m6 9 6 6 6-6";
export const ARROW_UP = "M12 19V5m-6 6 6-6 6 6";
export const SQUARE = "M6 6h12v12H6Z";
export const PLUS = "M12 5v14M5 12h14";
export const CROSS = "m6 6 12 12M18 6 6 18";
/** Turned by the style sheet, it points down. */
export const THUMB = "M7 11v9H4v-9Zm0 0 4-8a2.5 2.5 0 0 1 2.5 2.5V9H19a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H7";
export const LOCK = "M8 11V8a4 4 0 0 1 8 0v3M5 11h14v9H5Z";
