import { lockTableContract } from "./contract";
import { fakeTable } from "./dynamo";

const table = fakeTable();
lockTableContract("in memory", () => table);
