// Who is asked for the address: those that the last checks asked, and those that the settings name. Whoever is switched
// off stays listed, so that it can be switched on again.
import type { DetectionDraft, NameView } from '../bindings';

export interface Asked {
  id: string;
  operator: string;
  voice: 'echo' | 'dns';
  on: boolean;
}

export function voicesOf(names: NameView[], detection: DetectionDraft): Asked[] {
  const asked = new Map<string, Asked>();
  for (const { records } of names)
    for (const { status } of records)
      for (const { step } of status.trail)
        if (step.kind === 'looked' && (step.voice === 'echo' || step.voice === 'dns'))
          asked.set(step.source, {
            id: step.source,
            operator: step.operator,
            voice: step.voice,
            on: true,
          });
  for (const voice of ['echo', 'dns'] as const)
    for (const { id, operator, enabled } of listOf(detection, voice)) {
      if (!id) continue;
      const known = asked.get(id);
      asked.set(id, { id, voice, operator: operator ?? known?.operator ?? id, on: enabled !== false });
    }
  return [...asked.values()].sort((one, other) => one.id.localeCompare(other.id));
}

/** Switches one on or off. A built-in one that is on needs no line in the file. */
export function switchVoice(detection: DetectionDraft, { id, voice }: Asked, on: boolean): void {
  const known = listOf(detection, voice).find((one) => one.id === id);
  if (known && on && isBare(known)) {
    if (voice === 'dns') detection.dns = detection.dns.filter((one) => one.id !== id);
    else detection.source = detection.source.filter((one) => one.id !== id);
  } else if (known) {
    known.enabled = on;
  } else if (voice === 'dns') {
    detection.dns.push({ id, operator: null, ipv4: [], ipv6: [], name: null, answer: null, enabled: on });
  } else {
    detection.source.push({ id, operator: null, ipv4: null, ipv6: null, body: null, enabled: on });
  }
}

type Line = DetectionDraft['source'][number] | DetectionDraft['dns'][number];

function listOf(detection: DetectionDraft, voice: 'echo' | 'dns'): Line[] {
  return voice === 'dns' ? detection.dns : detection.source;
}

/** Whether a line only switches off what is built in. */
function isBare({ ipv4, ipv6, operator }: Line): boolean {
  return !operator && !ipv4?.length && !ipv6?.length;
}
