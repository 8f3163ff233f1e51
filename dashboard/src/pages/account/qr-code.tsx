import { encode } from "uqr";
import { TEXT } from "./text.ts";

/** Drawn here in the page, so that the secret in it goes nowhere. */
export function QrCode(props: { text: string }) {
  const drawn = () => {
    const { data, size } = encode(props.text, { border: 0 });
    const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size, path: squares.join("") };
  };
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${drawn().size} ${drawn().size}`}
      role="img"
      aria-label={TEXT.factor.qrLabel}
      shape-rendering="crispEdges"
    >
      <path d={drawn().path} />
    </svg>
  );
}
