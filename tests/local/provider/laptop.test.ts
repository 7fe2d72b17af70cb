import assert from "node:assert/strict";
import { readLaptop } from "../../../local/provider/laptop";

const environment = {
  SLIPWAY_LAPTOP: "token",
  SLIPWAY_LAPTOP_ENDPOINT: "http://127.0.0.1:4000",
  SLIPWAY_LAPTOP_DATA: "/data",
};

describe("the laptop's marks", () => {
  it("are read from the environment, with the usual administrator role", () => {
    const laptop = readLaptop(environment);
    assert.equal(laptop.endpoint, "http://127.0.0.1:4000");
    assert.equal(laptop.administrator, "OrganizationAccountAccessRole");
    assert.equal(readLaptop({ ...environment, SLIPWAY_LAPTOP_ADMINISTRATOR: "Admin" }).administrator, "Admin");
  });

  it("are all demanded, in one error", () => {
    assert.throws(() => readLaptop({}), /SLIPWAY_LAPTOP is not set; SLIPWAY_LAPTOP_ENDPOINT.*SLIPWAY_LAPTOP_DATA/);
  });

  for (const endpoint of ["https://sts.amazonaws.com", "http://10.0.0.1:80", "http://127.0.0.1.example.com:80"]) {
    it(`refuse the endpoint ${endpoint}`, () => {
      assert.throws(() => readLaptop({ ...environment, SLIPWAY_LAPTOP_ENDPOINT: endpoint }), /not http on a loopback/);
    });
  }
});
