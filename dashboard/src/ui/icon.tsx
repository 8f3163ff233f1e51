import "./icon.css";

/** Strokes on a 20-unit grid. */
const PATHS = {
  agents:
    "M6 4.5h8a2.5 2.5 0 0 1 2.5 2.5v4A2.5 2.5 0 0 1 14 13.5h-3.5L7 16.5v-3H6A2.5 2.5 0 0 1 3.5 11V7A2.5 2.5 0 0 1 6 4.5ZM7.5 9h.01M10 9h.01M12.5 9h.01",
  key: "M8.5 11.5 15.5 4.5M13 7l2 2M9.5 13.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z",
  plus: "M10 4.5v11M4.5 10h11",
  close: "m5.5 5.5 9 9M14.5 5.5l-9 9",
  menu: "M3.5 6h13M3.5 10h13M3.5 14h13",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  chevronDown: "m5.5 8 4.5 4.5L14.5 8",
  chevronLeft: "m12 5.5-4.5 4.5L12 14.5",
  chevronRight: "m8 5.5 4.5 4.5L8 14.5",
  upload: "M10 12.5v-8M6.5 8 10 4.5 13.5 8M4 13v1.5A1.5 1.5 0 0 0 5.5 16h9a1.5 1.5 0 0 0 1.5-1.5V13",
  file: "M5.5 3.5h6l3.5 3.5v9a.5.5 0 0 1-.5.5h-9A.5.5 0 0 1 5 16V4a.5.5 0 0 1 .5-.5ZM11.5 3.5V7H15",
  link: "m8.5 11.5 3-3M9 6.5l1.8-1.8a3.2 3.2 0 0 1 4.5 4.5L13.5 11M11 13.5l-1.8 1.8a3.2 3.2 0 0 1-4.5-4.5L6.5 9",
  text: "M4 5.5h12M4 10h12M4 14.5h7",
  question: "M7.5 7.6a2.5 2.5 0 1 1 3.6 2.3c-.7.4-1.1.9-1.1 1.7M10 14.3h.01M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z",
  trash: "M4 5.5h12M8 5.5V4h4v1.5M5.5 5.5l.7 10a1 1 0 0 0 1 .9h5.6a1 1 0 0 0 1-.9l.7-10M8.5 8.5v5M11.5 8.5v5",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  refresh: "M15.5 8.5A6 6 0 1 0 16 11M16 4.5v4h-4",
  send: "M10 15.5v-11M5.5 9 10 4.5 14.5 9",
  stop: "M6 6h8v8H6z",
  warning: "M10 3.5 17 16H3l7-12.5ZM10 8.5v3.5M10 14h.01",
  info: "M10 9v4.5M10 6.5h.01M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z",
  search: "m16 16-3.4-3.4M14 9a5 5 0 1 1-10 0 5 5 0 0 1 10 0Z",
  sun: "M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM10 3v1.5M10 15.5V17M3 10h1.5M15.5 10H17M5 5l1 1M14 14l1 1M15 5l-1 1M6 14l-1 1",
  moon: "M15.8 12.2A6.3 6.3 0 0 1 7.8 4.2a6.3 6.3 0 1 0 8 8Z",
  monitor: "M3.5 4.5h13v8.5h-13zM8 16h4M10 13v3",
  signOut: "M8 4H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h3M12.5 13.5 16 10l-3.5-3.5M16 10H8",
  thumbUp: "M7 9.5 9.5 4a1.6 1.6 0 0 1 1.6 1.6V8h3.6a1.2 1.2 0 0 1 1.2 1.4l-.9 5a1.2 1.2 0 0 1-1.2 1H7M7 9.5v6H4.5v-6z",
  thumbDown:
    "M13 10.5 10.5 16a1.6 1.6 0 0 1-1.6-1.6V12H5.3a1.2 1.2 0 0 1-1.2-1.4l.9-5a1.2 1.2 0 0 1 1.2-1H13M13 10.5v-6h2.5v6z",
  external: "M11.5 4.5h4v4M15.5 4.5 9 11M13.5 11.5v4h-9v-9h4",
  chat: "M4 5.5A1.5 1.5 0 0 1 5.5 4h9A1.5 1.5 0 0 1 16 5.5v6a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3A1.5 1.5 0 0 1 4 11.5z",
  people:
    "M12.5 16v-1a3 3 0 0 0-3-3h-3a3 3 0 0 0-3 3v1M10.5 6.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM16.5 16v-1a3 3 0 0 0-2.2-2.9M12.8 4.1a2.5 2.5 0 0 1 0 4.8",
  workspace: "M3.5 16.5v-9L10 3.5l6.5 4v9zM8 16.5v-5h4v5",
  undo: "M7.5 5 4 8.5 7.5 12M4 8.5h7.5a4 4 0 0 1 0 8H8",
} as const;

export type IconName = keyof typeof PATHS;

/** Decorative: the words beside it, or the button's label, carry the meaning. */
export function Icon(props: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}
