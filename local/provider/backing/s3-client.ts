import { S3Client } from "@aws-sdk/client-s3";
import type { ClientOptions } from "../accounts";

/** An S3 client for the emulator, which knows neither bucket host names nor the newer checksums. */
export function s3Client(options: ClientOptions): S3Client {
  return new S3Client({
    ...options,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}
