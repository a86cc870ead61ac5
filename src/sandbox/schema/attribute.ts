/** The attribute types of RFC 7643 section 2.3 that this service uses. */
type AttributeType = "string" | "boolean" | "decimal" | "integer" | "dateTime" | "reference" | "complex";

/** One attribute and its characteristics, as RFC 7643 section 7 lists them. */
export interface Attribute {
  readonly name: string;
  readonly description: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: "readOnly" | "readWrite" | "immutable" | "writeOnly";
  readonly returned: "always" | "never" | "default";
  readonly uniqueness: "none" | "server";
  readonly parts: Shape;
}

/** The attributes that an object may have, findable by name whatever its case. */
export interface Shape {
  readonly attributes: readonly Attribute[];
  readonly byName: ReadonlyMap<string, Attribute>;
}

/** Builds a shape from its attributes. */
export function shape(attributes: readonly Attribute[]): Shape {
  return { attributes, byName: new Map(attributes.map((each) => [each.name.toLowerCase(), each])) };
}

const NO_PARTS = shape([]);

/** Builds an attribute: a single, optional, writable string unless its traits say otherwise. */
export function attribute(name: string, description: string, traits: Partial<Attribute> = {}): Attribute {
  return {
    name,
    description,
    type: "string",
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: "readWrite",
    returned: "default",
    uniqueness: "none",
    parts: NO_PARTS,
    ...traits,
  };
}

/** Builds a complex attribute out of its sub-attributes. */
export function complex(name: string, description: string, parts: readonly Attribute[]): Attribute {
  return attribute(name, description, { type: "complex", parts: shape(parts) });
}

/** Builds a list of complex values with the usual sub-attributes value, display, type and primary. */
export function values(name: string, description: string, extra: readonly Attribute[] = []): Attribute {
  const parts = [
    attribute("value", "The value itself."),
    attribute("display", "A label to show."),
    attribute("type", "What the value is for."),
    attribute("primary", "Whether this is the preferred value.", { type: "boolean" }),
    ...extra,
  ];
  return { ...complex(name, description, parts), multiValued: true };
}
