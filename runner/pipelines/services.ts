/** What the guard of pipelines needs to know from the cloud, one region at a time. */

/** An execution that has not ended. */
export interface Execution {
  id: string;
  /** Both hold work that a change of the pipeline would cancel. */
  status: "InProgress" | "Stopping";
  startedAt?: Date;
  /** Where it is, when that is known: `stage Production, action Approve`. */
  place?: string;
}

export interface PipelineExecutions {
  /** Executions that have not ended, newest first; none when the pipeline does not exist. */
  running(pipeline: string): Promise<Execution[]>;
}

/**
 * A connection to a source host. A new one is PENDING until a person completes it in the console, and one with
 * status ERROR is retried by the service; neither can be used:
 * https://docs.aws.amazon.com/dtconsole/latest/userguide/welcome-connections-workflow.html
 */
export interface Connection {
  name: string;
  status: "PENDING" | "AVAILABLE" | "ERROR";
}

export interface Connections {
  connection(arn: string): Promise<Connection>;
}

export type DeliveryServices = PipelineExecutions & Connections;

/** The laptop cloud keeps pipelines but runs none, and its connections lead nowhere: nothing there to wait for. */
export const idle: DeliveryServices = {
  running: async () => [],
  connection: async (arn) => ({ name: arn.split("/").at(-1)!, status: "AVAILABLE" }),
};
