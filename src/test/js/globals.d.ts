/* What the page's comments can't say: which class each tag stands for, and what PageTypesIT puts beside the scripts. */
import type { OnetailHelp } from '../../main/webapp/app/onetail-help.js';
import type { OnetailAudit } from '../../main/webapp/audit/onetail-audit.js';
import type { OnetailHosts } from '../../main/webapp/hosts/onetail-hosts.js';
import type { OnetailLines } from '../../main/webapp/log/onetail-lines.js';
import type { OnetailView } from '../../main/webapp/log/onetail-view.js';

declare global {
  interface HTMLElementTagNameMap {
    'onetail-audit': OnetailAudit;
    'onetail-help': OnetailHelp;
    'onetail-hosts': OnetailHosts;
    'onetail-lines': OnetailLines;
    'onetail-view': OnetailView;
  }

  var ts: typeof import('typescript');
  var checkTypes: (files: Record<string, string>) => string[];
}
