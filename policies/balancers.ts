/** Types of load balancers: `alb` is an older name of `lb`. */
const both = (name: string) =>
  ["alb", "lb"].map((module) => `aws:${module}/${name[0]!.toLowerCase()}${name.slice(1)}:${name}`);

export const balancers = both("LoadBalancer");
export const listeners = both("Listener");
export const listenerRules = both("ListenerRule");
