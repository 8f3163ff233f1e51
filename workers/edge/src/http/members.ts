import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { ListQuery, listOf } from "@netvexa/contract/http/list";
import {
  Invitation,
  InvitationAnswer,
  InvitationInput,
  InvitationMade,
  InvitationOffer,
  Joined,
  Member,
  MemberPatch,
} from "@netvexa/contract/http/members";
import { LIMITS } from "@netvexa/contract/limits";
import { acceptInvitation, readInvitation } from "../services/member/accept.ts";
import { changeMember, removeMember, transferOwnership } from "../services/member/change.ts";
import { inviteMember, listInvitations, revokeInvitation } from "../services/member/invite.ts";
import { listMembers } from "../services/member/list.ts";
import type { AppEnv } from "./app-env.ts";
import { idParam, jsonAnswer, jsonBody, named, reads, writes } from "./define.ts";
import { readProblems, writeProblems } from "./problem-schema.ts";

const tags = ["Members"];

const list = createRoute({
  method: "get",
  path: "/v1/members",
  operationId: "listMembers",
  summary: "List the people of the tenant and their roles",
  tags,
  ...reads("member.read"),
  request: { query: ListQuery },
  responses: {
    200: jsonAnswer(listOf(named(Member, "Member")), "A page of members"),
    ...readProblems("invalid_request"),
  },
});

const change = createRoute({
  method: "patch",
  path: "/v1/members/{memberId}",
  operationId: "changeMember",
  summary: "Give a member another role, suspend or restore them; it counts from their next request",
  tags,
  ...writes("member.manage"),
  request: { ...idParam("memberId", "user"), ...jsonBody(named(MemberPatch, "MemberPatch")) },
  responses: {
    204: { description: "The member is changed" },
    ...writeProblems("not_found", "conflict"),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/v1/members/{memberId}",
  operationId: "removeMember",
  summary: "Remove a member; the last owner cannot go",
  tags,
  ...writes("member.manage"),
  request: idParam("memberId", "user"),
  responses: {
    204: { description: "The person is no member any more" },
    ...writeProblems("not_found", "conflict"),
  },
});

const transfer = createRoute({
  method: "post",
  path: "/v1/members/{memberId}/transfer-ownership",
  operationId: "transferOwnership",
  summary: "Make a member the owner in your place; you become an admin",
  tags,
  ...writes("owner.transfer"),
  request: idParam("memberId", "user"),
  responses: {
    204: { description: "The ownership is transferred" },
    ...writeProblems("not_found", "conflict"),
  },
});

const invite = createRoute({
  method: "post",
  path: "/v1/invitations",
  operationId: "inviteMember",
  summary: "Mail an invitation; one for the same address replaces it",
  tags,
  ...writes("member.manage"),
  request: jsonBody(named(InvitationInput, "InvitationInput")),
  responses: {
    201: jsonAnswer(named(InvitationMade, "InvitationMade"), "The invitation, and whether its mail has left"),
    ...writeProblems("conflict", "rate_limited"),
  },
});

const listInvited = createRoute({
  method: "get",
  path: "/v1/invitations",
  operationId: "listInvitations",
  summary: "List the invitations that are open, newest first",
  tags,
  ...reads("member.manage"),
  request: { query: ListQuery },
  responses: {
    200: jsonAnswer(listOf(named(Invitation, "Invitation")), "A page of invitations"),
    ...readProblems("invalid_request"),
  },
});

const revoke = createRoute({
  method: "delete",
  path: "/v1/invitations/{invitationId}",
  operationId: "revokeInvitation",
  summary: "Take an invitation back",
  tags,
  ...writes("member.manage"),
  request: idParam("invitationId", "invitation"),
  responses: {
    204: { description: "The link is of no use any more" },
    ...writeProblems("not_found"),
  },
});

const lookUp = createRoute({
  method: "post",
  path: "/v1/invitations/look-up",
  operationId: "lookUpInvitation",
  summary: "Read who has invited the signed-in user's address where, by the mail's secret",
  tags,
  ...reads("invitation.accept", { bodyMaxBytes: LIMITS.bodyMaxBytes }),
  request: jsonBody(named(InvitationAnswer, "InvitationAnswer")),
  responses: {
    200: jsonAnswer(named(InvitationOffer, "InvitationOffer"), "What accepting it would mean"),
    ...readProblems("not_found", "invalid_request", "malformed_body", "body_too_large"),
  },
});

const accept = createRoute({
  method: "post",
  path: "/v1/invitations/accept",
  operationId: "acceptInvitation",
  summary: "Join the tenant that has invited the signed-in user's address",
  tags,
  ...writes("invitation.accept"),
  request: jsonBody(named(InvitationAnswer, "InvitationAnswer")),
  responses: {
    200: jsonAnswer(named(Joined, "Joined"), "The tenant and the role there"),
    ...writeProblems("not_found", "conflict"),
  },
});

export const memberRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => c.json(await listMembers(c.var.context, c.req.valid("query")), 200))
  .openapi(change, async (c) => {
    await changeMember(c.var.context, c.req.valid("param").memberId, c.req.valid("json"));
    return c.body(null, 204);
  })
  .openapi(remove, async (c) => {
    await removeMember(c.var.context, c.req.valid("param").memberId);
    return c.body(null, 204);
  })
  .openapi(transfer, async (c) => {
    await transferOwnership(c.var.context, c.req.valid("param").memberId);
    return c.body(null, 204);
  })
  .openapi(invite, async (c) => {
    const { context } = c.var;
    const input = c.req.valid("json");
    const { passInvitation } = await import("../auth/invitation-gate.ts");
    await passInvitation(context, c.env, input.email);
    return c.json(await inviteMember(context, input), 201);
  })
  .openapi(listInvited, async (c) => c.json(await listInvitations(c.var.context, c.req.valid("query")), 200))
  .openapi(revoke, async (c) => {
    await revokeInvitation(c.var.context, c.req.valid("param").invitationId);
    return c.body(null, 204);
  })
  .openapi(lookUp, async (c) => c.json(await readInvitation(c.var.context, c.req.valid("json").token), 200))
  .openapi(accept, async (c) => c.json(await acceptInvitation(c.var.context, c.req.valid("json").token), 200));
