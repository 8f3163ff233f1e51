const HOME = "/agents";

/** Where the sign-in page is reached from `pathname` (with the app's base), to come back to it afterwards. */
export function signInHref(pathname: string): string {
  const inside = pathname.replace(/^\/app(?=\/|$)/, "");
  return inside === "" || inside === "/" || inside === HOME
    ? "/sign-in"
    : `/sign-in?next=${encodeURIComponent(inside)}`;
}

/** Only a path of this app is followed: never another site's address that somebody put into a link. */
export function safeNext(next: string | string[] | undefined): string {
  const path = Array.isArray(next) ? next[0] : next;
  const isInside = path !== undefined && /^\/(?![/\\])/.test(path) && !path.startsWith("/sign-");
  return isInside ? path : HOME;
}
