import { For, type JSX, Show } from "solid-js";
import "./table.css";

interface TableProps {
  /** Names the table for a screen reader. */
  caption: string;
  columns: readonly string[];
  /** Names the last column, of buttons, which needs no words in sight. */
  actions?: string;
  /** Rows, each with a header of its own. */
  children: JSX.Element;
}

/** Where there is no room for columns each row becomes a block; `data-label` then names a cell. */
export function Table(props: TableProps) {
  return (
    <table class="table">
      <caption class="visually-hidden">{props.caption}</caption>
      <thead>
        <tr>
          <For each={props.columns}>{(column) => <th scope="col">{column}</th>}</For>
          <Show when={props.actions}>
            <th scope="col">
              <span class="visually-hidden">{props.actions}</span>
            </th>
          </Show>
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
    </table>
  );
}
