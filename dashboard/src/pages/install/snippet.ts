/** The one line that a customer pastes. */
export function snippet(input: { origin: string; agentId: string }): string {
  return `<script src="${input.origin}/widget.js" data-agent="${input.agentId}" async></script>`;
}
