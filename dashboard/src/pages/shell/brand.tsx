import { A } from "@solidjs/router";
import { TEXT } from "./text.ts";

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M10 22.5V10l12 12.5V10" />
    </svg>
  );
}

export function Brand() {
  return (
    <A class="brand" href="/agents">
      <Mark />
      <span>{TEXT.product}</span>
    </A>
  );
}
