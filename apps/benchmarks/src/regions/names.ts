/** Synonyms that the head is taught, with the class of COCO. */
export const taughtSynonyms: Readonly<Record<string, readonly string[]>> = {
  automobile: ['car'],
  motorbike: ['motorcycle'],
  aeroplane: ['airplane'],
  sofa: ['couch'],
  television: ['tv'],
  human: ['person'],
  kitten: ['cat'],
  mug: ['cup'],
  fridge: ['refrigerator'],
  ship: ['boat'],
  cattle: ['cow'],
  rucksack: ['backpack'],
  pony: ['horse'],
  locomotive: ['train'],
  parasol: ['umbrella'],
}

/** Synonyms that are in no text of the training. */
export const heldOutSynonyms: Readonly<Record<string, string>> = {
  'mobile phone': 'cell phone',
  bike: 'bicycle',
  puppy: 'dog',
  purse: 'handbag',
  'notebook computer': 'laptop',
  doughnut: 'donut',
  lorry: 'truck',
  lamb: 'sheep',
  racquet: 'tennis racket',
  houseplant: 'potted plant',
  armchair: 'chair',
  'computer monitor': 'tv',
  'wine goblet': 'wine glass',
  teddy: 'teddy bear',
  lavatory: 'toilet',
}

/** Coarse names with their members. */
export const coarseNames: Readonly<Record<string, readonly string[]>> = {
  animal: ['bird', 'cat', 'dog', 'horse', 'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe'],
  vehicle: ['bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat'],
  furniture: ['bench', 'chair', 'couch', 'bed', 'dining table'],
  food: ['banana', 'apple', 'sandwich', 'orange', 'broccoli', 'carrot', 'hot dog', 'pizza', 'donut', 'cake'],
  fruit: ['banana', 'apple', 'orange'],
  tableware: ['bottle', 'wine glass', 'cup', 'fork', 'knife', 'spoon', 'bowl'],
  'household appliance': ['microwave', 'oven', 'toaster', 'refrigerator', 'hair drier'],
  'electronic device': ['tv', 'laptop', 'mouse', 'remote', 'keyboard', 'cell phone'],
  luggage: ['backpack', 'handbag', 'suitcase'],
  'sports equipment': [
    ...['frisbee', 'skis', 'snowboard', 'sports ball', 'kite', 'baseball bat', 'baseball glove'],
    ...['skateboard', 'surfboard', 'tennis racket'],
  ],
}

/** The 17 classes that open-vocabulary studies of COCO hold out. */
export const unseenNames: readonly string[] = [
  ...['airplane', 'bus', 'cat', 'dog', 'cow', 'elephant', 'umbrella', 'tie', 'snowboard', 'skateboard', 'cup'],
  ...['knife', 'cake', 'couch', 'keyboard', 'sink', 'scissors'],
]
