import "./progress.css";

/** A bar for work with a known end; without `max` it only says that something runs. */
export function Progress(props: { label: string; value?: number | undefined; max?: number | undefined }) {
  return <progress class="progress" aria-label={props.label} value={props.value} max={props.max ?? 1} />;
}

/** A level between 0 and 1, such as a score. */
export function Level(props: { label: string; value: number }) {
  return <meter class="level" aria-label={props.label} min={0} max={1} value={props.value} />;
}
