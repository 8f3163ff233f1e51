import { Show } from "solid-js";
import { Button } from "./button.tsx";

interface PagedQuery {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function LoadMore(props: { query: PagedQuery }) {
  return (
    <Show when={props.query.hasNextPage}>
      <div class="row load-more">
        <Button busy={props.query.isFetchingNextPage} onClick={() => props.query.fetchNextPage()}>
          Show more
        </Button>
      </div>
    </Show>
  );
}
