/** One service's API as the stand-in answers it: the operations that releases use, and AWS's errors for the rest. */

/** One call: the operation's name in the service's API, and its input. */
export type Call = <Answer>(operation: string, input: object) => Promise<Answer>;

export type Operations = Record<string, (input: never) => object | Promise<object>>;

/** An error as the AWS SDK throws it: told by its name, and the caller's. */
export function awsError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $fault: "client" });
}

export function callOf(service: string, operations: Operations): Call {
  return async <Answer>(operation: string, input: object) => {
    const answer = operations[operation];
    if (!answer) {
      throw awsError("UnknownOperationException", `The laptop cloud knows no operation ${operation} of ${service}.`);
    }
    // As over the wire: nobody's object is anybody else's.
    return structuredClone(await answer(structuredClone(input) as never)) as Answer;
  };
}
