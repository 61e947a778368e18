import type {
  AwayReason,
  ConditionKind,
  EntryKind,
  GateState,
  HeldReason,
  LatchView,
  ProblemKind,
  Reason,
  TrailKind,
  VaultProblem,
} from '../bindings';

/** What each language can tell. Values between backticks are to be read letter by letter. */
export interface Told {
  /** One decision of a round. */
  trail(step: TrailKind): string;
  /** One line of history. */
  entry(kind: EntryKind): string;
  /** What is known about an address. */
  gate(state: GateState): string;
  /** Why an address is not believed. */
  held(why: HeldReason): string;
  /** What is wrong with a field. */
  problem(kind: ProblemKind): string;
  /** A condition: what happened; what Hemma does meanwhile. `label` names the profile or name it is about. */
  condition(kind: ConditionKind, latch: LatchView | null, label: string): { title: string; body: string };
  vault: Record<VaultProblem, string>;
  reason: Record<Reason, string>;
  /** What people call a source. */
  source(id: string): string;
  away(why: AwayReason): string;
}
