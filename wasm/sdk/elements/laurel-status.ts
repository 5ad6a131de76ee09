import type { WidgetName } from '../vocabulary.js';
import { WidgetElement } from './widget.js';

/**
 * The shopper's points: balance, what is on its way or expires soon, what the cart earns, recent activity.
 *
 * @slot - What the page shows until then, best the HTML of GET /v1/fragments/status; it stays without JavaScript.
 * @fires laurel-decision
 * @fires laurel-impression
 */
export class LaurelStatus extends WidgetElement {
  readonly widget: WidgetName = 'status';
}
