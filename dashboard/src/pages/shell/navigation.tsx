import { A } from "@solidjs/router";
import { Icon } from "../../ui/icon.tsx";
import { TEXT } from "./text.ts";

export function Navigation() {
  return (
    <nav aria-label={TEXT.navigation}>
      <ul class="plain nav-list">
        <li>
          <A class="nav-link" href="/agents">
            <Icon name="agents" />
            {TEXT.agents}
          </A>
        </li>
        <li>
          <A class="nav-link" href="/api-keys">
            <Icon name="key" />
            {TEXT.apiKeys}
          </A>
        </li>
        <li>
          <A class="nav-link" href="/members">
            <Icon name="people" />
            {TEXT.members}
          </A>
        </li>
        <li>
          <A class="nav-link" href="/audit">
            <Icon name="text" />
            {TEXT.audit}
          </A>
        </li>
        <li>
          <A class="nav-link" href="/workspace">
            <Icon name="workspace" />
            {TEXT.workspace}
          </A>
        </li>
        <li>
          <a class="nav-link" href="/docs" target="_blank" rel="noopener">
            <Icon name="external" />
            {TEXT.apiReference}
          </a>
        </li>
      </ul>
    </nav>
  );
}
