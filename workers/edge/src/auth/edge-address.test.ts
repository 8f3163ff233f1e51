import { describe, expect, it } from "vitest";
import { networkOf } from "./edge-address.ts";

describe("the network of an address", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::1", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:ffff::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("of %s is %s", (address, network) => expect(networkOf(address)).toBe(network));

  it.each(["", "unknown", "1.2.3", "1::2::3", "2001:db8:1:2:3:4:5", "12345::1", "1.2.3.4, 5.6.7.8"])(
    "of %j is none",
    (text) => expect(networkOf(text)).toBeUndefined(),
  );
});
