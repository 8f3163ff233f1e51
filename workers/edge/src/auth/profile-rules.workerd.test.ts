import { describe, expect, it } from "vitest";
import { newPerson, PASSWORD, Person } from "../testing/person.ts";
import { TestApi } from "../testing/test-api.ts";

async function profileOf(person: Person): Promise<{ name: string; image: string | null }> {
  return (await person.call("GET", "/auth/get-session")).json.user;
}

function update(person: Person, body: unknown) {
  return person.call("POST", "/auth/update-user", { body });
}

describe("a person's name", () => {
  it.each([
    ["empty", ""],
    ["blank", " \n "],
    ["81 characters long", "x".repeat(81)],
    ["15,000 characters long", "x".repeat(15_000)],
    ["null", null],
    ["no text", ["Ada"]],
  ])("that is %s is refused, at sign-up and later", async (_name, name) => {
    const api = new TestApi();
    const [ada, eve] = [await newPerson(api), new Person(api)];
    const refused = { status: 400, json: { code: "INVALID_NAME" } };
    expect(await update(ada, { name })).toMatchObject(refused);
    expect((await profileOf(ada)).name).toBe("Ada");
    const body = { email: eve.email, password: PASSWORD, name };
    expect(await eve.call("POST", "/auth/sign-up/email", { body })).toMatchObject(refused);
    expect((await eve.signIn()).status).toBe(401);
  });

  it("of 80 characters is kept, without the space around it", async () => {
    const ada = await newPerson(new TestApi());
    const name = "x".repeat(80);
    expect((await update(ada, { name: ` ${name} ` })).status).toBe(200);
    expect((await profileOf(ada)).name).toBe(name);
  });
});

describe("a person's picture", () => {
  it.each(["https://evil.test/pixel.gif", "", null])("is not taken: %j", async (image) => {
    const api = new TestApi();
    const [ada, eve] = [await newPerson(api), new Person(api)];
    const refused = { status: 400, json: { code: "INVALID_IMAGE" } };
    expect(await update(ada, { name: "Eve", image })).toMatchObject(refused);
    expect(await profileOf(ada)).toMatchObject({ name: "Ada", image: null });
    const body = { email: eve.email, password: PASSWORD, name: "Eve", image };
    expect(await eve.call("POST", "/auth/sign-up/email", { body })).toMatchObject(refused);
  });
});
