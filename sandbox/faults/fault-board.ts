import type { StreamEffect, StreamFaults, StreamSystem } from '../world/stream-fault.ts';
import type { Effect, Fault, System } from './fault.ts';

const EVENT_EFFECTS: readonly StreamEffect[] = ['silence', 'duplicate-event', 'reorder-events', 'lose-event'];

export interface PostedFault extends Fault {
  readonly id: number;
  /** How often it still applies; undefined until deleted. */
  readonly left: number | undefined;
}

/** The faults that hold. They are not kept on disk: a restart is well again. */
export interface FaultBoard extends StreamFaults {
  post(fault: Fault): PostedFault;
  all(): readonly PostedFault[];
  clear(): void;
  /** The oldest fault that applies to a request and has one of the effects; it is counted down. */
  match(
    system: System,
    method: string,
    path: string,
    effects: readonly Effect[],
    applies?: (fault: Fault) => boolean,
  ): PostedFault | undefined;
}

export function createFaultBoard(): FaultBoard {
  let faults: PostedFault[] = [];
  let lastId = 0;
  const dropListeners = new Map<StreamSystem, Set<() => void>>();

  const use = (fault: PostedFault): PostedFault => {
    if (fault.left !== undefined) {
      const counted = { ...fault, left: fault.left - 1 };
      faults = faults.map((other) => (other.id === fault.id ? counted : other));
      if (counted.left === 0) faults = faults.filter((other) => other.id !== fault.id);
    }
    return fault;
  };
  const drop = (system: StreamSystem): void => {
    for (const listener of dropListeners.get(system) ?? []) listener();
  };

  return {
    post(fault) {
      lastId += 1;
      const posted = { ...fault, id: lastId, left: fault.times };
      const { system } = fault;
      if (fault.effect === 'drop-socket' && (system === 'trade-updates' || system === 'market-stream')) {
        drop(system);
        return { ...posted, left: 0 };
      }
      faults.push(posted);
      return posted;
    },
    all: () => faults,
    clear() {
      faults = [];
    },
    match(system, method, path, effects, applies = () => true) {
      const found = faults.find(
        (fault) =>
          fault.system === system &&
          effects.includes(fault.effect) &&
          (fault.method === undefined || fault.method === method) &&
          (fault.path === undefined || fault.path === path) &&
          applies(fault),
      );
      return found && use(found);
    },
    take(system) {
      const found = faults.find((fault) => fault.system === system);
      const effect = found && use(found).effect;
      return EVENT_EFFECTS.find((known) => known === effect);
    },
    onDrop(system, listener) {
      const listeners = dropListeners.get(system) ?? new Set();
      dropListeners.set(system, listeners.add(listener));
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
