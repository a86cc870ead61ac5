export { fileSchemas } from "../desired/schema.ts";
