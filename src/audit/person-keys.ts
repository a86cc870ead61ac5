import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { sha256 } from "../document/digest.ts";
import { RollcallError } from "../model/error.ts";
import { parseJson } from "../model/plain-json.ts";
import type { Disk } from "../ports/disk.ts";
import type { Random } from "../ports/random.ts";
import { decrypt, encrypt, nonceLength } from "./aead.ts";
import type { KeyWrap } from "./key-wrap.ts";
import { encode } from "./parse.ts";

/** The key that seals a person's values now. */
export interface PersonKey {
  /** 16 hex digits; entries name it. */
  readonly id: string;
  readonly key: Uint8Array;
}

/** Where the keys lie, and what opens them. */
export interface KeyStore {
  readonly disk: Disk;
  /** Absolute path of a directory outside every repository. */
  readonly directory: string;
  readonly wrap: KeyWrap;
  readonly random: Random;
}

const storeFile = Compile(
  Type.Object({ format_version: Type.Literal("1.0"), wrapped: Type.String() }, { additionalProperties: false }),
);

const keptKey = Type.Object({ id: Type.String(), wrapped: Type.String() }, { additionalProperties: false });

type KeptKey = Static<typeof keptKey>;

const bucket = Type.Object(
  { format_version: Type.Literal("1.0"), people: Type.Record(Type.String(), Type.Array(keptKey)) },
  { additionalProperties: false },
);
const bucketFile = Compile(bucket);

/** The people whose ids have a digest that begins with the same two digits, and their keys, oldest first. */
type Bucket = Static<typeof bucket>["people"];

/**
 * One key for each person whose values the ledger holds, in a directory of its own: `store.json` is the store's key, wrapped by the
 * master key; 256 files hold the keys of people, wrapped by the store's key. Whoever destroys a person's keys makes all copies of the
 * ledger forget that person. One writer at a time.
 */
export class PersonKeys {
  readonly #store: KeyStore;
  readonly #key: Uint8Array;
  readonly #read = new Map<string, Promise<Bucket>>();

  private constructor(store: KeyStore, key: Uint8Array) {
    this.#store = store;
    this.#key = key;
  }

  /** Opens the store, or begins one in an empty directory. Throws `personal-data-locked` when it cannot be opened. */
  static async open(store: KeyStore): Promise<PersonKeys> {
    const { disk, directory, wrap, random } = store;
    const bytes = await disk.read(`${directory}/store.json`);
    if (bytes === null) {
      const others = (await disk.list(directory)) ?? [];
      if (others.some(({ name }) => name.endsWith(".json"))) throw damaged(directory, "store.json is gone");
      const key = random.bytes(32);
      await writeStore(store, key);
      return new PersonKeys(store, key);
    }
    const found: unknown = parseJson(Buffer.from(bytes).toString("utf8"));
    if (!storeFile.Check(found)) throw damaged(directory, "store.json is damaged");
    const key = await wrap.unwrap(Buffer.from(found.wrapped, "base64"));
    if (key.length !== 32) throw damaged(directory, "store.json holds no key");
    return new PersonKeys(store, key);
  }

  /** The newest key of each person; who has none gets one, which is on the disk before this returns. */
  async current(people: Iterable<string>): Promise<ReadonlyMap<string, PersonKey>> {
    const found = new Map<string, PersonKey>();
    const changed = new Map<string, Bucket>();
    for (const person of new Set(people)) {
      const name = bucketOf(person);
      const kept = changed.get(name) ?? (await this.#bucket(name));
      const newest = keysOf(kept, person).at(-1);
      const key = newest === undefined ? this.#newKey(person) : { ...this.#open(person, newest), kept: newest };
      found.set(person, { id: key.id, key: key.key });
      if (newest === undefined) changed.set(name, { ...kept, [person]: [key.kept] });
    }
    for (const [name, people_] of changed) await this.#write(name, people_);
    return found;
  }

  /** The person's key with this id; null when it was destroyed, or never lay here. */
  async find(person: string, id: string): Promise<Uint8Array | null> {
    const kept = keysOf(await this.#bucket(bucketOf(person)), person).find((each) => each.id === id);
    return kept === undefined ? null : this.#open(person, kept).key;
  }

  /** Ids of a person's keys, oldest first. */
  async idsOf(person: string): Promise<readonly string[]> {
    return keysOf(await this.#bucket(bucketOf(person)), person).map(({ id }) => id);
  }

  /** Everybody who has keys. */
  async people(): Promise<readonly string[]> {
    const { disk, directory } = this.#store;
    const names = ((await disk.list(directory)) ?? []).map(({ name }) => name);
    const buckets = await Promise.all(
      names.filter((name) => /^[0-9a-f]{2}\.json$/.test(name)).map((name) => this.#bucket(name)),
    );
    return buckets.flatMap((people) => Object.keys(people)).sort();
  }

  /** From now on a new key seals what is written about a person; what was sealed before stays readable. Gives its id. */
  async renew(person: string): Promise<string> {
    const name = bucketOf(person);
    const people = await this.#bucket(name);
    const { kept } = this.#newKey(person);
    await this.#write(name, { ...people, [person]: [...keysOf(people, person), kept] });
    return kept.id;
  }

  /** Destroys all keys of a person: nobody can read what they sealed any more. */
  async destroy(person: string): Promise<void> {
    const name = bucketOf(person);
    const people = await this.#bucket(name);
    if (!Object.hasOwn(people, person)) return;
    await this.#write(name, Object.fromEntries(Object.entries(people).filter(([other]) => other !== person)));
  }

  /** From now on another master key opens the store; the keys of people stay as they are. */
  async rewrap(wrap: KeyWrap): Promise<void> {
    await writeStore({ ...this.#store, wrap }, this.#key);
  }

  #newKey(person: string): PersonKey & { readonly kept: KeptKey } {
    const { random } = this.#store;
    const key = random.bytes(32);
    const id = Buffer.from(random.bytes(8)).toString("hex");
    const nonce = random.bytes(nonceLength);
    const wrapped = Buffer.concat([nonce, encrypt(this.#key, key, { nonce, about: `${id} ${person}` })]);
    return { id, key, kept: { id, wrapped: wrapped.toString("base64") } };
  }

  #open(person: string, { id, wrapped }: KeptKey): PersonKey {
    const bytes = Buffer.from(wrapped, "base64");
    const nonce = bytes.subarray(0, nonceLength);
    const key = decrypt(this.#key, bytes.subarray(nonceLength), { nonce, about: `${id} ${person}` });
    if (key === null) throw damaged(this.#store.directory, `key ${id} is damaged`);
    return { id, key: new Uint8Array(key) };
  }

  #bucket(name: string): Promise<Bucket> {
    const known = this.#read.get(name) ?? this.#load(name);
    this.#read.set(name, known);
    return known;
  }

  async #load(name: string): Promise<Bucket> {
    const { disk, directory } = this.#store;
    const bytes = await disk.read(`${directory}/${name}`);
    if (bytes === null) return {};
    const found: unknown = parseJson(Buffer.from(bytes).toString("utf8"));
    if (!bucketFile.Check(found)) throw damaged(directory, `${name} is damaged`);
    return found.people;
  }

  async #write(name: string, people: Bucket): Promise<void> {
    const { disk, directory } = this.#store;
    this.#read.delete(name);
    const path = `${directory}/${name}`;
    if (Object.keys(people).length === 0) return disk.remove(path);
    await disk.write(path, encode({ format_version: "1.0", people }), { private: true });
  }
}

async function writeStore({ disk, directory, wrap }: KeyStore, key: Uint8Array): Promise<void> {
  const wrapped = Buffer.from(await wrap.wrap(key)).toString("base64");
  await disk.write(`${directory}/store.json`, encode({ format_version: "1.0", wrapped }), { private: true });
}

function keysOf(people: Bucket, person: string): readonly KeptKey[] {
  return Object.hasOwn(people, person) ? (people[person] ?? []) : [];
}

/** A bucket's name tells nothing of who is in it. */
function bucketOf(person: string): string {
  return `${sha256(person).slice("sha256:".length, "sha256:".length + 2)}.json`;
}

function damaged(directory: string, what: string): RollcallError {
  const text = `the keys of personal data in ${directory} cannot be used: ${what}; bring the directory back from its backup`;
  return new RollcallError("personal-data-locked", text);
}
