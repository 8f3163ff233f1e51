import type { Route } from "./fake-routes.ts";
import { type Call, sendJson, sendProblem, type World } from "./fake-world.ts";
import { id } from "./sample-ids.ts";

export function authRoutes(world: World): Route[] {
  const enter = ({ response }: Call) => {
    world.isSignedIn = true;
    sendJson(response, { user: world.user });
  };
  return [
    {
      method: "GET",
      path: /^\/auth\/get-session$/,
      run: ({ response }) =>
        sendJson(response, world.isSignedIn ? { user: world.user, session: { id: world.sessions[0]?.id } } : null),
    },
    {
      method: "POST",
      path: /^\/auth\/sign-in\/email$/,
      run(call) {
        if (call.body.password === world.password && world.mustConfirmAddress) {
          return sendJson(call.response, { code: "EMAIL_NOT_VERIFIED", message: "Email not verified" }, 403);
        }
        if (call.body.password === world.password) {
          if (world.code === undefined) return enter(call);
          return sendJson(call.response, { twoFactorRedirect: true, twoFactorMethods: ["totp"] });
        }
        sendJson(call.response, { code: "INVALID_EMAIL_OR_PASSWORD", message: "Invalid email or password" }, 401);
      },
    },
    {
      method: "POST",
      path: /^\/auth\/sign-up\/email$/,
      run(call) {
        world.user = { ...world.user, name: String(call.body.name), email: String(call.body.email) };
        if (world.mustConfirmAddress) return sendJson(call.response, { token: null, user: world.user });
        enter(call);
      },
    },
    {
      method: "POST",
      path: /^\/auth\/two-factor\/verify-(?:totp|backup-code)$/,
      run(call) {
        if (call.body.code === world.code) return enter(call);
        sendJson(call.response, { code: "INVALID_CODE", message: "Invalid code" }, 401);
      },
    },
    {
      method: "POST",
      path: /^\/auth\/request-password-reset$/,
      run: ({ response }) => sendJson(response, { status: true }),
    },
    {
      method: "POST",
      path: /^\/auth\/reset-password$/,
      run({ body, response }) {
        if (body.token !== world.mailedToken) {
          return sendJson(response, { code: "INVALID_TOKEN", message: "Invalid token" }, 400);
        }
        world.password = String(body.newPassword);
        sendJson(response, { status: true });
      },
    },
    {
      method: "POST",
      path: /^\/auth\/organization\/set-active$/,
      run({ body, response }) {
        world.workspaces = world.workspaces.map((one) => ({ ...one, isCurrent: one.id === body.organizationId }));
        sendJson(response, {});
      },
    },
    {
      method: "POST",
      path: /^\/v1\/invitations\/look-up$/,
      run({ body, response }) {
        if (body.token !== world.mailedToken) return sendProblem(response, "not_found");
        sendJson(response, {
          workspace: "Nordlicht Studio",
          inviter: "jonas@nordlicht.example",
          role: "editor",
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        });
      },
    },
    {
      method: "POST",
      path: /^\/v1\/invitations\/accept$/,
      run({ body, response }) {
        if (body.token !== world.mailedToken) return sendProblem(response, "not_found");
        sendJson(response, { tenantId: id("tenant", 2), role: "editor" });
      },
    },
    {
      method: "GET",
      path: /^\/v1\/workspaces$/,
      run: ({ response }) => sendJson(response, { items: world.workspaces }),
    },
    {
      method: "PATCH",
      path: /^\/v1\/workspace$/,
      run({ body, response }) {
        world.workspaces = world.workspaces.map((one) => (one.isCurrent ? { ...one, name: String(body.name) } : one));
        sendJson(
          response,
          world.workspaces.find(({ isCurrent }) => isCurrent),
        );
      },
    },
    {
      method: "POST",
      path: /^\/auth\/sign-out$/,
      run({ response }) {
        world.isSignedIn = false;
        sendJson(response, { success: true });
      },
    },
    {
      method: "POST",
      path: /^\/v1\/token$/,
      run({ response }) {
        if (!world.isSignedIn) return sendProblem(response, "unauthenticated");
        world.tokensMinted += 1;
        const expiresAt = new Date(Date.now() + world.tokenTtlMs).toISOString();
        sendJson(response, {
          token: `token-${world.tokensMinted}`,
          expiresAt,
          tenantId: id("tenant", 1),
          role: "owner",
        });
      },
    },
  ];
}
