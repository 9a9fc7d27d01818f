import type { ClockAnchor as AnchorView, ClockView } from '@muster/contracts';
import type { Clocks } from './clocks.js';

/** The anchor as the contract has it. */
export function anchorView({ op }: Clocks): AnchorView {
  const { anchorOpMs, anchorWallMs, speed, training } = op.anchor;
  return {
    anchorOp: new Date(anchorOpMs).toISOString(),
    anchorWall: new Date(anchorWallMs).toISOString(),
    speed,
    training,
  };
}

/** The anchor with both clocks of this node, so that the other side can see its own skew. */
export function clockView(clocks: Clocks): ClockView {
  return {
    anchor: anchorView(clocks),
    wall: clocks.wall.now().toISOString(),
    op: clocks.op.now().toISOString(),
  };
}
