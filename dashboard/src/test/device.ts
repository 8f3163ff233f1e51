import type { BrowserContext, Page } from "playwright-core";

/** A device that holds passkeys and has a finger on it, as the browser's own debugger plays it. */
export async function giveDevice({ context, page }: { context: BrowserContext; page: Page }): Promise<void> {
  const debug = await context.newCDPSession(page);
  await debug.send("WebAuthn.enable");
  await debug.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Leaves the browser's own offer of passkeys out, which would sign in before a button is pressed. */
export async function leaveOutOffers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(PublicKeyCredential, "isConditionalMediationAvailable", { value: async () => false });
  });
}
