import { Navigate, Route, Router } from "@solidjs/router";
import { QueryClientProvider } from "@tanstack/solid-query";
import { type Component, lazy } from "solid-js";
import { createQueryClient } from "./data/query-client.ts";
import { SessionProvider } from "./data/session.tsx";
import { Root } from "./pages/shell/root.tsx";

/** A page that is fetched when it is first visited. */
function page<Name extends string>(load: () => Promise<Record<Name, Component>>, name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}

const SignIn = page(() => import("./pages/sign-in/sign-in.tsx"), "SignIn");
const SignUp = page(() => import("./pages/sign-in/sign-up.tsx"), "SignUp");
const ForgotPassword = page(() => import("./pages/sign-in/forgot-password.tsx"), "ForgotPassword");
const ResetPassword = page(() => import("./pages/sign-in/reset-password.tsx"), "ResetPassword");
const Confirmed = page(() => import("./pages/sign-in/confirmed.tsx"), "Confirmed");
const AcceptInvitation = page(() => import("./pages/members/accept-invitation.tsx"), "AcceptInvitation");
const Agents = page(() => import("./pages/agents/agents.tsx"), "Agents");
const ApiKeys = page(() => import("./pages/api-keys/api-keys.tsx"), "ApiKeys");
const Account = page(() => import("./pages/account/account.tsx"), "Account");
const Members = page(() => import("./pages/members/members.tsx"), "Members");
const Audit = page(() => import("./pages/audit/audit.tsx"), "Audit");
const SwitchWorkspace = page(() => import("./pages/shell/switch-workspace.tsx"), "SwitchWorkspace");
const Shell = lazy(async () => ({ default: (await import("./pages/shell/shell.tsx")).Shell }));
const AgentLayout = lazy(async () => ({ default: (await import("./pages/agent/agent-layout.tsx")).AgentLayout }));
const Knowledge = page(() => import("./pages/knowledge/knowledge.tsx"), "Knowledge");
const SourcePage = page(() => import("./pages/knowledge/source-page.tsx"), "SourcePage");
const DocumentPage = page(() => import("./pages/knowledge/document-page.tsx"), "DocumentPage");
const Playground = page(() => import("./pages/playground/playground.tsx"), "Playground");
const Conversations = page(() => import("./pages/conversations/conversations.tsx"), "Conversations");
const ConversationPage = page(() => import("./pages/conversations/conversation-page.tsx"), "ConversationPage");
const Settings = page(() => import("./pages/settings/settings.tsx"), "Settings");
const Install = page(() => import("./pages/install/install.tsx"), "Install");
const Workspace = page(() => import("./pages/workspace/workspace.tsx"), "Workspace");
const NotFound = page(() => import("./pages/not-found/not-found.tsx"), "NotFound");

const queryClient = createQueryClient();

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <SessionProvider>
        <Router base="/app" root={Root}>
          <Route path="/sign-in" component={SignIn} />
          <Route path="/sign-up" component={SignUp} />
          <Route path="/forgot-password" component={ForgotPassword} />
          <Route path="/reset-password" component={ResetPassword} />
          <Route path="/confirmed" component={Confirmed} />
          <Route path="/invitation" component={AcceptInvitation} />
          <Route path="/switch/:tenantId" component={SwitchWorkspace} />
          <Route path="/" component={Shell}>
            <Route path="/" component={() => <Navigate href="/agents" />} />
            <Route path="/agents" component={Agents} />
            <Route path="/agents/:agentId" component={AgentLayout}>
              <Route path="/" component={() => <Navigate href="knowledge" />} />
              <Route path="/knowledge" component={Knowledge} />
              <Route path="/knowledge/:sourceId" component={SourcePage} />
              <Route path="/knowledge/:sourceId/documents/:documentId" component={DocumentPage} />
              <Route path="/playground" component={Playground} />
              <Route path="/conversations" component={Conversations} />
              <Route path="/conversations/:conversationId" component={ConversationPage} />
              <Route path="/settings" component={Settings} />
              <Route path="/install" component={Install} />
            </Route>
            <Route path="/api-keys" component={ApiKeys} />
            <Route path="/members" component={Members} />
            <Route path="/audit" component={Audit} />
            <Route path="/account" component={Account} />
            <Route path="/workspace" component={Workspace} />
            <Route path="*" component={NotFound} />
          </Route>
        </Router>
      </SessionProvider>
    </QueryClientProvider>
  );
}
