/** Property bags on Pulumi's wire. */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../model/types";

export function readStruct(struct: Struct | undefined): Properties {
  return struct ? (struct.toJavaScript() as Properties) : {};
}

/** `undefined` has no place on the wire: such properties are left out, as JSON leaves them out. */
export function writeStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}
