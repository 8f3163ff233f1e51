/**
 * The only ways this widget makes nodes and listens. Methods are taken from the prototype because a form
 * control named `createElement` or `querySelector` on the page hides the document's own.
 */
const methods = Document.prototype;

export function query(selector: string): Element | null {
  return methods.querySelector.call(document, selector);
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = methods.createElement.call(document, tag) as HTMLElementTagNameMap[K];
  element.className = className;
  element.append(...children);
  return element;
}

/** A 24 × 24 line icon. */
export function icon(path: string): Element {
  const [svg, line] = ["svg", "path"].map((tag) =>
    methods.createElementNS.call(document, "http://www.w3.org/2000/svg", tag),
  ) as [Element, Element];
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.ariaHidden = "true";
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Runs the work; whatever it throws stays here, because the page and its error handlers are not ours. */
export function guarded<A extends unknown[]>(work: (...args: A) => unknown): (...args: A) => void {
  return async (...args) => {
    try {
      await work(...args);
    } catch {
      // A fault of the widget is no fault of the page.
    }
  };
}

/** `types`: names of events, separated by blanks. */
export function on<E extends Event = Event>(target: EventTarget, types: string, run: (event: E) => unknown): void {
  for (const type of types.split(" ")) target.addEventListener(type, guarded(run) as (event: Event) => void);
}

/** A style sheet that needs no permission from the page's content policy. */
export function addStyle(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
}
