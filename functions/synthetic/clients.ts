/** What a canary asks of HTTP and of S3. */
import { ask } from "../hooks/http";
import type { Call } from "../release/sdk";
import type { World } from "./run";

/** An object that is not there; a missing right is another word: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
const absent = "NotFound";

export function worldOf(s3: Call): World {
  return {
    request: ask,
    async exists({ bucket, key }) {
      try {
        await s3("HeadObject", { Bucket: bucket, Key: key });
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === absent) return false;
        throw error;
      }
    },
    async write({ bucket, key }) {
      await s3("PutObject", { Bucket: bucket, Key: key, Body: "" });
    },
    now: () => performance.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}
