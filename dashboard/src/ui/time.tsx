import { formatDateTime, formatRelative } from "../lib/format.ts";

/** A moment in plain words, exact on hover. `now` is read when the part is drawn. */
export function Time(props: { at: string }) {
  return (
    <time dateTime={props.at} title={formatDateTime(props.at)}>
      {formatRelative(props.at, Date.now())}
    </time>
  );
}
