const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Surnames from common to rare, so that a draw skewed to the front gives common names their share. */
export const SURNAMES =
  words(`Smith Jones Khan Taylor Hussain Williams Singh Brown Patel Ahmed Wilson
  Davies Ali Evans Begum Kaur Thomas Johnson Roberts Walker Wright Robinson Thompson White Hughes
  Edwards Green Hall Wood Harris Lewis Martin Jackson Clarke Clark Turner Hill Scott Cooper Morris Ward
  Moore King Watson Baker Harrison Morgan Young Allen Mitchell Phillips Anderson Lee Bell Parker
  Davis Bennett Miller Cook Shaw Cox Mahmood Iqbal Akhtar Malik Rahman Chowdhury Miah Uddin Bibi Shah
  Gill Sandhu Dhillon Sidhu Bains Atwal Sahota Nijjar Mistry Chauhan Solanki Parmar Mehta Sharma Gupta
  Okafor Adeyemi Osei Mensah Boateng Owusu Nwosu Balogun Okonkwo Abdi Mohamed Hassan Yusuf Farah Jama
  Kowalski Nowak Wisniewski Wojcik Kaminski Lewandowski Zielinski Popescu Ionescu Dumitru Stan Petrov
  Murphy Kelly Byrne Walsh Brennan Gallagher Doherty Farrell Nolan Keane Campbell Stewart Macdonald Reid
  Griffiths Jenkins Owen Price Powell Bowen Pugh Lloyd Vaughan Hopkins Prosser Beddoes Onions Hickinbottom
  Blewitt Tranter Perrins Guest Round Cartwright Homer Raybould Bagnall Tonks Whitehouse Bytheway Dunkley
  Zhang Chen Wang Li Nguyen Tran Francis Grant Clarkson Bernard Gordon Blake Wolverson Attwood Yardley`);

export const MALE =
  words(`Mohammed James David John Michael Paul Andrew Daniel Robert Thomas William Imran
  Christopher Matthew Joshua Jack Samuel Benjamin Joseph Adam Luke Liam Ryan Connor Kyle Nathan Jordan
  Steven Mark Anthony Kevin Gary Darren Lee Wayne Craig Dean Stuart Neil Simon Ian Graham Keith Barry
  Tariq Usman Bilal Hamza Yusuf Ibrahim Abdul Asif Nadeem Shahid Zahid Harpreet Jaspreet Gurpreet Amar
  Rajesh Sanjay Anil Sunil Vikram Ravi Piotr Tomasz Marcin Krzysztof Andrei Ionut Cristian Emeka Kwame
  Tunde Olu Malachi Leroy Winston Delroy Patrick Sean Declan Ciaran Rhys Gareth Owain Wei Minh`);

export const FEMALE =
  words(`Sarah Emma Laura Rebecca Jessica Charlotte Sophie Amy Hannah Lauren Katie Chloe
  Emily Megan Bethany Gemma Michelle Nicola Claire Lisa Karen Susan Julie Tracey Donna Sharon Deborah
  Margaret Patricia Elizabeth Catherine Victoria Jennifer Samantha Natalie Stacey Kelly Leanne Joanne
  Fatima Aisha Ayesha Zainab Maryam Khadija Nasreen Shabana Rukhsana Shazia Saima Priya Anjali Sunita Meena
  Harjit Manpreet Simran Kiran Jasbir Balvinder Agnieszka Katarzyna Magdalena Elena Ioana Chioma Ngozi Ama
  Abena Marcia Beverley Siobhan Niamh Aoife Cerys Sian Mei Linh Olivia Amelia Isla Ava Grace Freya Ruby`);

/** Short forms as people write them down. */
export const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  ['James', 'Jim'],
  ['David', 'Dave'],
  ['Michael', 'Mike'],
  ['Andrew', 'Andy'],
  ['Daniel', 'Dan'],
  ['Robert', 'Bob'],
  ['Thomas', 'Tom'],
  ['William', 'Bill'],
  ['Christopher', 'Chris'],
  ['Matthew', 'Matt'],
  ['Joshua', 'Josh'],
  ['Samuel', 'Sam'],
  ['Benjamin', 'Ben'],
  ['Joseph', 'Joe'],
  ['Steven', 'Steve'],
  ['Anthony', 'Tony'],
  ['Mohammed', 'Mo'],
  ['Patrick', 'Pat'],
  ['Rebecca', 'Becky'],
  ['Jessica', 'Jess'],
  ['Margaret', 'Maggie'],
  ['Elizabeth', 'Liz'],
  ['Catherine', 'Cathy'],
  ['Victoria', 'Vicky'],
  ['Jennifer', 'Jenny'],
  ['Samantha', 'Sam'],
  ['Susan', 'Sue'],
  ['Deborah', 'Debbie'],
  ['Patricia', 'Pat'],
  ['Charlotte', 'Lottie'],
]);

export const STREETS =
  words(`High Church Station Victoria Albert Green Mill Park Queens Kings New York
  Bristol Coventry Warwick Stratford Pershore Alcester Hagley Stourbridge Birmingham Walsall Lichfield
  Sutton Chester Tamworth Wood Oak Elm Ash Beech Birch Holly Rowan Laburnum Poplar Chestnut Lime Cedar
  Manor Priory Abbey Castle Bridge Canal Forge Foundry Furnace Colliery Chapel School Vicarage Rectory`);
export const STREET_KINDS = [
  'Road',
  'Street',
  'Lane',
  'Avenue',
  'Close',
  'Drive',
  'Grove',
  'Crescent',
];
export const TOWNS = [
  ['Birmingham', 'B'],
  ['Wolverhampton', 'WV'],
  ['Coventry', 'CV'],
  ['Walsall', 'WS'],
  ['Dudley', 'DY'],
] as const;
export const MAKES = [
  'Ford',
  'Vauxhall',
  'Volkswagen',
  'BMW',
  'Audi',
  'Toyota',
  'Nissan',
  'Kia',
  'Honda',
];
export const COLOURS = ['black', 'white', 'grey', 'silver', 'blue', 'red', 'green'];
export const WARNINGS = [
  ['VI', 'violent towards police'],
  ['WE', 'carries a knife'],
  ['FI', 'access to firearms'],
  ['DR', 'uses controlled drugs'],
  ['ES', 'ran from custody'],
  ['SH', 'has harmed himself or herself'],
] as const;
