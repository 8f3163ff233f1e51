import { type Accessor, type JSX, Match, Switch } from "solid-js";
import { toApiProblem } from "../data/api-problem.ts";
import { ProblemPanel } from "./problem-panel.tsx";

interface QueryLike<T> {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  readonly data: T | undefined;
  refetch: () => unknown;
}

interface QueryStatesProps<T> {
  query: QueryLike<T>;
  /** Named for a screen reader while the skeleton is shown. */
  loadingLabel: string;
  skeleton: JSX.Element;
  isEmpty?: (data: T) => boolean;
  empty?: JSX.Element;
  children: (data: Accessor<T>) => JSX.Element;
}

/** The four states of a page or part: loading, problem, empty, ready. Data once loaded stays while it is read again. */
export function QueryStates<T>(props: QueryStatesProps<T>) {
  // `data` is read only after `isPending`: reading it earlier would suspend the whole page.
  const data = () => (props.query.isPending ? undefined : props.query.data);
  const loaded = () => {
    const value = data();
    return value === undefined ? undefined : { value };
  };
  return (
    <Switch>
      <Match when={props.query.isPending}>
        <div aria-busy="true">
          <p class="visually-hidden" role="status">
            {props.loadingLabel}
          </p>
          {props.skeleton}
        </div>
      </Match>
      <Match when={loaded() === undefined}>
        <Failure query={props.query} />
      </Match>
      <Match when={loadedIsEmpty(props, loaded())}>{props.empty}</Match>
      <Match when={loaded()}>{(box) => props.children(() => box().value)}</Match>
    </Switch>
  );
}

function Failure<T>(props: { query: QueryLike<T> }) {
  // Asking again does not give somebody another role.
  const isFinal = () => toApiProblem(props.query.error).code === "forbidden";
  return (
    <ProblemPanel error={props.query.error} {...(isFinal() ? {} : { onRetry: () => void props.query.refetch() })} />
  );
}

function loadedIsEmpty<T>(props: QueryStatesProps<T>, box: { value: T } | undefined): boolean {
  return box !== undefined && (props.isEmpty?.(box.value) ?? false);
}
