import { flagOf, type JsonObject, listOf, numberOf, objectOf, textOf, textsOf } from "../../server/message.ts";
import type { BoxValue } from "../../world/question.ts";
import { invalid } from "../scale-error.ts";
import { type AnswerContext, attachmentTexts, needsAddress, optionList, say, type TaskType, uuidOf } from "./task-type.ts";

const geometries = ["box", "polygon", "line", "point", "cuboid", "ellipse"] as const;
type Geometry = (typeof geometries)[number];

const labelsIn = (value: unknown): readonly string[] => optionList(value).map((option) => option.value);

/** The shape drawn around a box of the picture. */
const shapeOf = (geometry: Geometry, box: BoxValue): JsonObject => {
  const { left, top, width, height } = box;
  const right = left + width;
  const bottom = top + height;
  switch (geometry) {
    case "box":
      return { left, top, width, height };
    case "polygon":
      return {
        vertices: [
          { x: left, y: top },
          { x: right, y: top },
          { x: right, y: bottom },
          { x: left, y: bottom },
        ],
      };
    case "line":
      return {
        vertices: [
          { x: left, y: top },
          { x: right, y: bottom },
        ],
      };
    case "point":
      return { x: left + width / 2, y: top + height / 2 };
    case "ellipse":
      return { center: { x: left + width / 2, y: top + height / 2 }, radius_x: width / 2, radius_y: height / 2 };
    case "cuboid":
      return {
        vertices: [
          { type: "vertex", description: "face-topleft", x: left, y: top },
          { type: "vertex", description: "face-bottomleft", x: left, y: bottom },
          { type: "vertex", description: "face-topright", x: right, y: top },
          { type: "vertex", description: "face-bottomright", x: right, y: bottom },
          { type: "vertex", description: "side-topcorner", x: right + 10, y: top + 5 },
          { type: "vertex", description: "side-bottomcorner", x: right + 10, y: bottom + 5 },
        ],
        edges: [],
      };
    default:
      return geometry satisfies never;
  }
};

const cannedBox = (labels: readonly string[]): BoxValue => ({ left: 0, top: 0, width: 100, height: 100, label: labels[0] ?? "" });

const attributesOf = (params: JsonObject, context: AnswerContext | undefined, place: number): JsonObject =>
  Object.fromEntries(
    Object.entries(objectOf(params["annotation_attributes"])).map(([name, value], i) => {
      const attribute = objectOf(value);
      const options = optionList(attribute["choices"]);
      switch (textOf(attribute["type"]) ?? "category") {
        case "category": {
          const chosen =
            context === undefined
              ? options.slice(0, 1).map((option) => option.value)
              : say({ kind: "choice", options }, { ...context, label: undefined }, 100 + place * 8 + i);
          return [name, flagOf(attribute["allow_multiple"]) ? chosen : (chosen[0] ?? null)];
        }
        case "text":
          return [name, "test response"];
        default:
          return [name, 0];
      }
    }),
  );

const annotation = (
  geometry: Geometry,
  box: BoxValue,
  how: { readonly key: number; readonly place: number; readonly attributes: JsonObject; readonly rotate: boolean },
): JsonObject => ({
  uuid: uuidOf(how.key, how.place),
  type: geometry,
  label: box.label,
  attributes: how.attributes,
  ...shapeOf(geometry, box),
  ...(how.rotate && geometry === "box" ? { rotation: 0 } : {}),
});

const geometriesOf = (
  params: JsonObject,
): readonly { readonly geometry: Geometry; readonly labels: readonly string[]; readonly rotate: boolean }[] =>
  geometries.flatMap((geometry) => {
    const given = objectOf(params["geometries"])[geometry];
    if (given === undefined) return [];
    return [{ geometry, labels: labelsIn(objectOf(given)["objects_to_annotate"]), rotate: flagOf(objectOf(given)["can_rotate"]) }];
  });

const drawn = (params: JsonObject, context: AnswerContext | undefined): readonly JsonObject[] =>
  geometriesOf(params).flatMap(({ geometry, labels, rotate }, kind) => {
    const boxes = context === undefined ? [cannedBox(labels)] : say({ kind: "boxes", labels }, context, kind);
    return boxes.map((box, n) =>
      annotation(geometry, box, {
        key: context?.unit.key ?? 0,
        place: kind * 100 + n,
        attributes: attributesOf(params, context, n),
        rotate,
      }),
    );
  });

/** imageannotation and the video types that share its request. */
const scene = (needs: "attachment" | "attachments or frames", frames: boolean): TaskType => {
  const answer = (params: JsonObject, context: AnswerContext | undefined): JsonObject => {
    const annotations = drawn(params, context);
    const global_attributes = {};
    if (!frames) return { annotations, links: [], global_attributes, is_customer_fix: false };
    const key = annotations.map((each, n) => ({
      uuid: each["uuid"],
      label: each["label"],
      type: each["type"],
      frames: [{ frame: n, key: 0, ...each }],
    }));
    return { annotations: Object.fromEntries(key.map((each) => [String(each.uuid), each])), links: [], global_attributes };
  };
  return {
    check: (params) => {
      needsAddress(params, needs);
      if (geometriesOf(params).length === 0) throw invalid('"geometries" is required');
      for (const { geometry, labels } of geometriesOf(params))
        if (labels.length === 0) throw invalid(`"geometries.${geometry}.objects_to_annotate" is required`);
    },
    pieces: attachmentTexts,
    respond: answer,
    canned: (params) => answer(params, undefined),
  };
};

/** The older types with one geometry each: `objects_to_annotate` beside the attachment. */
const single = (geometry: Geometry, defaults: JsonObject = {}): TaskType => {
  const answer = (params: JsonObject, context: AnswerContext | undefined): JsonObject => {
    const labels = labelsIn(params["objects_to_annotate"]);
    const withLabels = params["with_labels"] === undefined || flagOf(params["with_labels"]) || labels.length > 1;
    const boxes = context === undefined ? [cannedBox(labels)] : say({ kind: "boxes", labels }, context);
    return { annotations: boxes.map((box) => ({ ...shapeOf(geometry, box), ...(withLabels ? { label: box.label } : {}) })) };
  };
  return {
    defaults: { examples: [], ...defaults },
    check: (params) => {
      needsAddress(params);
      const labels = labelsIn(params["objects_to_annotate"]);
      if (labels.length === 0) throw invalid('"objects_to_annotate" is required');
      for (const name of ["min_width", "min_height"]) {
        if (params[name] !== undefined && numberOf(params[name]) === undefined) throw invalid(`"${name}" must be a number`);
      }
    },
    pieces: attachmentTexts,
    respond: answer,
    canned: (params) => answer(params, undefined),
  };
};

/** Masks come as addresses of pictures, one a label. */
const segment: TaskType = {
  defaults: { allow_unlabeled: false },
  testAnswerMs: 1500,
  check: (params) => {
    needsAddress(params);
    if (labelsIn(params["labels"] ?? params["objects_to_annotate"]).length === 0) throw invalid('"labels" is required');
  },
  pieces: attachmentTexts,
  respond: (params, context) => masks(params, context.link),
  canned: (params, context) => masks(params, context.link),
};

const masks = (params: JsonObject, link: (name: string) => string): JsonObject => {
  const labels = labelsIn(params["labels"] ?? params["objects_to_annotate"]);
  return {
    annotations: {
      unlabeled: link("unlabeled.png"),
      labeled: Object.fromEntries(labels.map((label, i) => [label, link(`label-${i}.png`)])),
      combined: { image: link("combined.png"), indexedImage: link("indexed.png") },
    },
    labelMapping: Object.fromEntries(
      labels.map((label, i) => [
        label,
        { index: i + 1, color: `#${((i * 0x2f4f4f + 0x3c6e71) % 0x1000000).toString(16).padStart(6, "0")}`, attributes: {} },
      ]),
    ),
  };
};

/** Sensor data: cuboids in metres, one list over all frames. The public documents show no full answer of these types. */
const sensor: TaskType = {
  check: (params) => {
    if (listOf(params["frames"]).length === 0 && attachmentTexts(params).length === 0) throw invalid('"attachments" is required');
    if (
      labelsIn(params["labels"] ?? params["objects_to_annotate"] ?? params["taxonomies"]).length === 0 &&
      Object.keys(objectOf(params["annotations"])).length === 0 &&
      textsOf(params["labels"]).length === 0
    ) {
      throw invalid('"labels" is required');
    }
  },
  pieces: attachmentTexts,
  respond: (params, context) => ({
    annotations: cuboids(
      say({ kind: "boxes", labels: labelsIn(params["labels"] ?? params["objects_to_annotate"]) }, context),
      context.unit.key,
    ),
  }),
  canned: (params) => ({ annotations: cuboids([cannedBox(labelsIn(params["labels"] ?? params["objects_to_annotate"]))], 0) }),
};

const cuboids = (boxes: readonly BoxValue[], key: number): readonly JsonObject[] =>
  boxes.map((box, n) => ({
    uuid: uuidOf(key, n),
    label: box.label,
    position: { x: box.left / 10, y: box.top / 10, z: 0 },
    dimensions: { x: box.width / 20, y: box.height / 20, z: 1.6 },
    yaw: 0,
  }));

export const pictureTypes: Readonly<Record<string, TaskType>> = {
  imageannotation: scene("attachment", false),
  videoplaybackannotation: scene("attachments or frames", true),
  videoannotation: scene("attachments or frames", true),
  federal2dvideoannotation: scene("attachments or frames", true),
  annotation: single("box", { min_width: 0, min_height: 0 }),
  polygonannotation: single("polygon"),
  lineannotation: single("line"),
  laneannotation: single("line"),
  pointannotation: single("point"),
  cuboidannotation: single("cuboid", { min_width: 0, min_height: 0 }),
  videoboxannotation: single("box"),
  videocuboidannotation: single("cuboid"),
  segmentannotation: segment,
  lidarannotation: sensor,
  lidarlinking: sensor,
  lidarsegmentation: sensor,
  lidartopdown: sensor,
  sensorfusion: sensor,
};
