import { jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./_columns.ts";

/** A pair that signs access tokens; the private half is sealed under a key that no database holds. */
export const signingKey = pgTable("signing_key", {
  id: text("id").primaryKey(),
  publicJwk: jsonb("public_jwk").$type<{ kty: string; crv: string; x: string; y: string }>().notNull(),
  sealedPrivate: text("sealed_private").notNull(),
  createdAt: instant("created_at").notNull(),
});
