/**
 * Of every answer. Browsers heed the second over HTTPS only, so it does a laptop no harm. Sub-domains are not spoken for:
 * they may be somebody else's.
 */
export const SAFE_HEADERS = {
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000",
} as const;
