import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { TestRoom } from "../testing/room-client.ts";
import { migrateRoom, ROOM_MIGRATIONS } from "./migrations.ts";

const versions = (storage: DurableObjectStorage) =>
  storage.sql
    .exec<{ version: number }>("SELECT version FROM migration ORDER BY version")
    .toArray()
    .map(({ version }) => version);

it("brings a room of any earlier version up to date, and again changes nothing", async () => {
  for (let from = 0; from <= ROOM_MIGRATIONS.length; from += 1) {
    await runInDurableObject(new TestRoom().stub, (_instance, { storage }) => {
      migrateRoom(storage, ROOM_MIGRATIONS.slice(0, from));
      migrateRoom(storage);
      migrateRoom(storage);
      expect(versions(storage)).toEqual(ROOM_MIGRATIONS.map((_, index) => index + 1));
    });
  }
});

it("leaves a room as it was when a step fails", async () => {
  await runInDurableObject(new TestRoom().stub, (_instance, { storage }) => {
    migrateRoom(storage);
    const faulty = [...ROOM_MIGRATIONS, "CREATE TABLE extra (one INTEGER); CREATE TABLE room (two INTEGER)"];
    expect(() => migrateRoom(storage, faulty)).toThrow();
    expect(versions(storage)).toHaveLength(ROOM_MIGRATIONS.length);
    expect(storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'extra'").toArray()).toEqual([]);
  });
});

it("touches no storage of an object that nobody has joined", async () => {
  const room = new TestRoom();
  const response = await room.stub.fetch("http://room/");
  await response.body?.cancel();
  await runInDurableObject(room.stub, (_instance, { storage }) => {
    expect(
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
    ).toEqual([]);
  });
});
