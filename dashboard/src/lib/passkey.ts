/** What the server wants signed, as JSON. */
export interface PasskeyQuestion {
  challenge: string;
  rpId?: string;
  rp?: { id: string; name: string };
  user?: { id: string; name: string; displayName: string };
  pubKeyCredParams?: PublicKeyCredentialParameters[];
  excludeCredentials?: { id: string }[];
  allowCredentials?: { id: string }[];
}

const TIMEOUT_MS = 120_000;

export function knowsPasskeys(): boolean {
  return typeof window.PublicKeyCredential === "function";
}

/** Whether the browser lists passkeys in a field by itself. */
export async function offersPasskeys(): Promise<boolean> {
  return knowsPasskeys() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
}

/** Has the browser make a passkey; throws what `navigator.credentials` throws. */
export async function createPasskey(question: PasskeyQuestion): Promise<object> {
  const { challenge, rp, user, pubKeyCredParams, excludeCredentials } = question;
  if (!rp || !user || !pubKeyCredParams) throw new Error("an incomplete question for a passkey");
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: toBytes(challenge),
      rp,
      user: { ...user, id: toBytes(user.id) },
      pubKeyCredParams,
      excludeCredentials: describe(excludeCredentials),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
      timeout: TIMEOUT_MS,
    },
  });
  const { response, ...credential } = open(made);
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new Error("not an attestation");
  return {
    ...credential,
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

/** Has the browser sign with a passkey; `isOffer` waits in the e-mail field instead of asking at once. */
export async function usePasskey(
  { challenge, rpId, allowCredentials }: PasskeyQuestion,
  { signal, isOffer }: { signal: AbortSignal; isOffer: boolean },
): Promise<object> {
  const used = await navigator.credentials.get({
    mediation: isOffer ? "conditional" : "optional",
    signal,
    publicKey: {
      challenge: toBytes(challenge),
      ...(rpId === undefined ? {} : { rpId }),
      allowCredentials: describe(allowCredentials),
      userVerification: "required",
      timeout: TIMEOUT_MS,
    },
  });
  const { response, ...credential } = open(used);
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new Error("not an assertion");
  return {
    ...credential,
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      ...(response.userHandle ? { userHandle: toText(response.userHandle) } : {}),
    },
  };
}

function open(credential: Credential | null) {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("not a passkey");
  const { id, rawId, type, response } = credential;
  return {
    id,
    rawId: toText(rawId),
    type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function describe(known: readonly { id: string }[] = []): PublicKeyCredentialDescriptor[] {
  return known.map(({ id }) => ({ type: "public-key", id: toBytes(id) }));
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function toText(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
