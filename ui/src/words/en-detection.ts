// English: how the address is found, in the settings.
export const detection = {
  agreement:
    'A new address is believed when two independent operators tell the same one, at least one of them over a secure connection. Until then nothing is changed.',
  router: 'Ask the router too',
  routerHelp: 'By NAT-PMP and UPnP, this computer’s own router only. It often tells of a change at once.',
  sources: 'Who is asked',
  sourcesHelp:
    'Those asked lately, and those switched off. They take turns, so that none is asked more than it must be.',
  runBy: (way: string, operator: string) => `${way}, run by ${operator}`,
};
