import { testRule } from './testing/rule-test.ts';
import { textRule } from './text.ts';

const DATA = 'StatefulSet/data spec.template.spec.containers[0]';

testRule(textRule, {
  [`${DATA}.args = [--port, 5432]`]: 'spec.template.spec.containers.0.args.1 is 5432',
  [`${DATA}.command = [sh, a ? 0 : 1]`]: 'command.1 is {"a ? 0":1}',
  [`${DATA}.readinessProbe = { exec: { command: [test, true] } }`]: 'readinessProbe.exec.command.1 is true',
  [`${DATA}.env = [{ name: PORT, value: 1 }]`]: 'env.0.value is 1',
  'StatefulSet/data metadata.annotations = { on: true }': 'metadata.annotations.on is true',
});
