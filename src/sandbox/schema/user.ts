import { type Attribute, attribute, complex, values } from "./attribute.ts";

/** The core User schema, RFC 7643 section 4.1. */
export const userAttributes: readonly Attribute[] = [
  attribute("userName", "The unique sign-in name.", { required: true, uniqueness: "server" }),
  complex("name", "The parts of the name.", [
    attribute("formatted", "The whole name."),
    attribute("familyName", "The family name."),
    attribute("givenName", "The given name."),
    attribute("middleName", "The middle names."),
    attribute("honorificPrefix", "What goes before the name."),
    attribute("honorificSuffix", "What goes after the name."),
  ]),
  attribute("displayName", "The name to show."),
  attribute("nickName", "The casual name."),
  attribute("profileUrl", "An address of a profile page.", { type: "reference" }),
  attribute("title", "The job title."),
  attribute("userType", "How the organisation relates to the account's holder."),
  attribute("preferredLanguage", "The preferred language."),
  attribute("locale", "The locale."),
  attribute("timezone", "The time zone."),
  attribute("active", "Whether the account may be used.", { type: "boolean" }),
  attribute("password", "A password; taken and forgotten.", { mutability: "writeOnly", returned: "never" }),
  values("emails", "E-mail addresses."),
  values("phoneNumbers", "Telephone numbers."),
  values("ims", "Instant messaging addresses."),
  values("photos", "Addresses of photographs."),
  {
    ...complex("addresses", "Postal addresses.", [
      attribute("formatted", "The whole address."),
      attribute("streetAddress", "Street and number."),
      attribute("locality", "City."),
      attribute("region", "State or region."),
      attribute("postalCode", "Postal code."),
      attribute("country", "Country."),
      attribute("type", "What the address is for."),
      attribute("primary", "Whether this is the preferred address.", { type: "boolean" }),
    ]),
    multiValued: true,
  },
  {
    ...values("groups", "The groups that hold the account.", [
      attribute("$ref", "The address of the group.", { type: "reference", mutability: "readOnly" }),
    ]),
    mutability: "readOnly",
  },
  values("entitlements", "Things the account may use."),
  values("roles", "Roles of the account."),
  values("x509Certificates", "Certificates of the account."),
];

/** The enterprise extension of User, RFC 7643 section 4.3, as one complex attribute named by its URN. */
export const enterpriseExtension: Attribute = complex(
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  "Facts about the holder's place in the organisation.",
  [
    attribute("employeeNumber", "The number in the personnel records."),
    attribute("costCenter", "The cost centre."),
    attribute("organization", "The organisation."),
    attribute("division", "The division."),
    attribute("department", "The department."),
    complex("manager", "The holder's manager.", [
      attribute("value", "The manager's id.", { caseExact: true }),
      attribute("$ref", "The address of the manager's account.", { type: "reference" }),
      attribute("displayName", "The manager's name.", { mutability: "readOnly" }),
    ]),
  ],
);

/** What is known of the use of an account, as one complex attribute named by its URN: an extension of this service's own. */
export const activityExtension: Attribute = {
  ...complex("urn:example:params:scim:schemas:extension:activity:1.0:User", "What is known of the use of an account.", [
    attribute("lastSignIn", "When its holder last signed in.", { type: "dateTime", mutability: "readOnly" }),
  ]),
  mutability: "readOnly",
};
