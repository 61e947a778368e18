// What the doctor of the demo finds. The real sentences are the engine's; these are the same ones for a few findings.
import type { DoctorFinding, DoctorQuery, DoctorReport, Ipv6Candidate, Snapshot } from '../bindings';

export function doctorReport(
  snapshot: Snapshot,
  { language, mask }: DoctorQuery,
  ill: boolean,
): DoctorReport {
  const sv = language === 'sv';
  const say = (en: string, swedish: string) => (sv ? swedish : en);
  const at = new Date().toISOString();
  const findings: DoctorFinding[] = ill
    ? [
        {
          what: { kind: 'carrier_nat', router: '100.72.4.19', seen: '203.0.113.7' },
          severity: 'notice',
          since: null,
          title: say(
            'Your operator shares one address among many customers (CGNAT)',
            'Din operatör delar en adress mellan flera kunder (CGNAT)',
          ),
          meaning: say(
            'The router’s own address is `100.72.4.19`, which only the operator can reach; the world sees `203.0.113.7`. Names are kept, but nobody outside reaches your computers over IPv4.',
            'Routerns egen adress är `100.72.4.19`, som bara operatören når; omvärlden ser `203.0.113.7`. Namnen hålls aktuella, men ingen utanför når dina datorer över IPv4.',
          ),
          remedy: say(
            'Ask the operator for a public IPv4 address, or use IPv6.',
            'Be operatören om en publik IPv4-adress, eller använd IPv6.',
          ),
        },
        {
          what: { kind: 'split_dns', record: 'hostup-hem/hem.example.se/ipv4', here: ['192.168.1.20'] },
          severity: 'info',
          since: at,
          title: say(
            'Your network answers for `hem.example.se` itself',
            'Ditt nätverk svarar självt för `hem.example.se`',
          ),
          meaning: say(
            'The name servers of the zone show the right address. Your network’s own resolver answers `192.168.1.20` instead. The world outside sees the right one.',
            'Zonens namnservrar visar rätt adress. Nätverkets egen namnserver svarar `192.168.1.20` i stället. Omvärlden ser den rätta.',
          ),
          remedy: '',
        },
      ]
    : [];
  const compared: DoctorReport['compared'] = snapshot.names.flatMap(({ records }) =>
    records.map(({ id, status }, place) => {
      const shows = { kind: 'shows' as const, addresses: status.in_dns ?? [] };
      const own = ill && place === 0 && id.startsWith('hostup');
      return {
        record: id,
        zone: shows,
        ttl_seconds: 300,
        network: own ? { kind: 'shows' as const, addresses: ['192.168.1.20'] } : shows,
        computer: own
          ? { kind: 'silent' as const, problem: { kind: 'timed_out' as const } }
          : structuredClone(shows),
        verdict: own ? ('network_overrides' as const) : ('same' as const),
      };
    }),
  );
  const name = mask ? 'h…e' : 'hem.example.se';
  return {
    at,
    summary: ill
      ? say('One thing is worth looking at.', 'En sak är värd att titta på.')
      : say(
          'Nothing stands between your names and this computer.',
          'Inget står mellan dina namn och den här datorn.',
        ),
    findings,
    compared,
    router: {
      gateway: '192.168.1.1',
      at,
      nat_pmp: ill
        ? { kind: 'nothing', problem: { kind: 'no_answer' } }
        : { kind: 'address', address: '203.0.113.7' },
      upnp: { kind: 'address', address: ill ? '100.72.4.19' : '203.0.113.7' },
      epoch_seconds: 81_000,
      model: 'Example Router X1',
      announcements: !ill,
      events: { kind: 'subscribed' },
    },
    text: [
      say('Hemma: how things are', 'Hemma: så står det till'),
      '',
      `Hemma ${snapshot.version}`,
      '',
      say('Names', 'Namn'),
      `  ${name}  IPv4  ${mask ? '203.0.113.…' : '203.0.113.7'}`,
      '',
      say(
        'No password, key, token, user name or hardware address is in this report.',
        'Inget lösenord, ingen nyckel, inget användarnamn och ingen maskinvaruadress finns i den här rapporten.',
      ),
    ].join('\n'),
  };
}

/** The demo computer's IPv6 addresses. */
export function candidates(): Ipv6Candidate[] {
  const one = (address: string, standing: Ipv6Candidate['standing'], more: Partial<Ipv6Candidate> = {}) => ({
    address,
    prefix: 64,
    interface: 'wlan0',
    temporary: false,
    deprecated: false,
    tentative: false,
    standing,
    ...more,
  });
  return [
    one('2001:db8:5:1::7', 'chosen'),
    one('2001:db8:5:1:9c1f:22ab:7d30:15e4', 'temporary', { temporary: true }),
    one('2001:db8:4:9::7', 'deprecated', { deprecated: true }),
    one('fd00:1:2:3::7', 'local'),
  ];
}
