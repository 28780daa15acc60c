-- The tables of an index. Ids are the numbers of instances in the STEP file (#12 is 12), so they
-- are unique within a model, and rows of all tables can be joined by them.
-- Values stand three times: as text, as the number as written, and as the number in SI units.

CREATE TABLE model (
    index_format INTEGER NOT NULL,       -- version of this schema
    ifcworks_version TEXT NOT NULL,
    ifcopenshell_version TEXT NOT NULL,
    duckdb_version TEXT NOT NULL,
    schema TEXT NOT NULL,                -- IFC2X3, IFC4 or IFC4X3_ADD2: what it was read as
    declared_schema TEXT,                -- what FILE_SCHEMA says
    file_name TEXT,                      -- FILE_NAME and FILE_DESCRIPTION of the header
    time_stamp TEXT,
    authors TEXT[],
    organizations TEXT[],
    preprocessor_version TEXT,
    originating_system TEXT,
    authorization_text TEXT,
    descriptions TEXT[],
    implementation_level TEXT,
    project_id BIGINT,
    length_unit_metres DOUBLE,           -- metres per length unit; NULL if the model does not say
    georeference JSON,                   -- as the operation inspect gives it
    instances BIGINT NOT NULL,           -- instances in the file
    elements BIGINT NOT NULL,            -- rows of the table elements
    geometry BOOLEAN NOT NULL            -- whether the columns that come from triangles are filled
);

CREATE TABLE units (
    unit_type TEXT NOT NULL,             -- LENGTHUNIT, … or what IfcDerivedUnit names
    name TEXT NOT NULL,
    prefix TEXT,
    symbol TEXT,
    scale_to_si DOUBLE                   -- coherent SI units per unit; NULL if unknown
);

CREATE TABLE class_counts (
    class TEXT NOT NULL,                 -- exact class
    count BIGINT NOT NULL,
    is_object BOOLEAN NOT NULL           -- whether its instances stand in elements
);

-- Every class of the schema that an element here is of, with each of its supertypes and itself.
CREATE TABLE class_ancestors (
    class TEXT NOT NULL,
    ancestor TEXT NOT NULL
);

-- Every IfcObjectDefinition: products, types, the project, groups, systems, zones, processes, …
CREATE TABLE elements (
    id BIGINT NOT NULL,
    global_id TEXT,
    class TEXT NOT NULL,                 -- exact class
    predefined_type TEXT,                -- own, or that of the type where the own is missing
    name TEXT,
    description TEXT,
    object_type TEXT,                    -- ObjectType, or ElementType (ProcessType, …) of a type
    tag TEXT,
    long_name TEXT,
    type_id BIGINT,                      -- of an occurrence; NULL for types
    container_id BIGINT,                 -- spatial container, directly or through what it is part of
    direct_container_id BIGINT,          -- spatial container by a relation of its own
    parent_id BIGINT,                    -- whole that it is an aggregated or nested part of
    host_id BIGINT,                      -- opening: what it voids; filling: the opening it fills
    ancestors BIGINT[] NOT NULL,         -- what it stands below, from the top down: the last is what
                                         -- contains it, or else its whole, or what it fills or voids
    storey_id BIGINT,                    -- storey (or facility part) that it stands in, or on
    has_geometry BOOLEAN NOT NULL,       -- whether it has a representation
    min_x DOUBLE, min_y DOUBLE, min_z DOUBLE,   -- world bounding box, metres
    max_x DOUBLE, max_y DOUBLE, max_z DOUBLE,
    mesh_hash TEXT,                      -- equal for equal shapes, wherever they stand
    placement_hash TEXT,                 -- equal for equal places in the world
    triangles BIGINT,
    volume DOUBLE,                       -- m³, of the mesh; of meaning where it is closed
    area DOUBLE,                         -- m², of the mesh's surface
    is_closed BOOLEAN                    -- whether the mesh is closed
);

-- The direct attributes that have no column in elements.
CREATE TABLE attributes (
    element_id BIGINT NOT NULL,
    position INTEGER NOT NULL,           -- order in the class
    name TEXT NOT NULL,
    value TEXT,                          -- lists and references as JSON; NULL is not stored
    number DOUBLE,                       -- as written
    si DOUBLE,                           -- in SI
    ifc_type TEXT                        -- declared type, such as IfcPositiveLengthMeasure
);

CREATE TABLE psets (
    id BIGINT NOT NULL,
    class TEXT NOT NULL,                 -- IfcPropertySet, IfcElementQuantity, or a predefined one
    kind TEXT NOT NULL,                  -- pset, qto, predefined
    name TEXT,
    description TEXT,
    method TEXT                          -- MethodOfMeasurement of quantities
);

-- The properties and quantities of psets. Parts of complex ones have a row each.
CREATE TABLE properties (
    pset_id BIGINT NOT NULL,
    position INTEGER NOT NULL,           -- order in the set, depth first
    id BIGINT,                           -- its instance; NULL for attributes of predefined sets
    parent TEXT,                         -- path of the complex property that it is part of
    path TEXT NOT NULL,                  -- Name, or Complex/Part
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                  -- single, enumerated, list, bounded, table, reference,
                                         -- complex, quantity, complex-quantity, attribute
    value TEXT,                          -- text; JSON where it is more than one value
    number DOUBLE,                       -- as written, where it is one number
    si DOUBLE,                           -- in SI
    ifc_type TEXT,                       -- type of the value: IfcLabel, IfcLengthMeasure, …
    unit TEXT,                           -- symbol of its unit, own or of the project; of a table
                                         -- that of the values that it defines
    description TEXT
);

CREATE TABLE element_psets (
    element_id BIGINT NOT NULL,
    pset_id BIGINT NOT NULL,
    source TEXT NOT NULL,                -- instance (its own), type (inherited)
    position INTEGER NOT NULL            -- later ones win over earlier ones of the same name
);

-- Properties that another of the same set and name takes the place of: an element's own win over
-- those of its type, later ones over earlier ones. All other properties of its sets hold.
CREATE TABLE overridden (
    element_id BIGINT NOT NULL,
    pset_id BIGINT NOT NULL,
    source TEXT NOT NULL,                -- as in element_psets: a set can be own and inherited
    position INTEGER NOT NULL            -- as in properties
);

-- One row for each material of an element; layers, constituents and profiles in their order.
CREATE TABLE materials (
    element_id BIGINT NOT NULL,
    source TEXT NOT NULL,                -- instance, type
    definition_id BIGINT NOT NULL,       -- what is associated: material, list, set or usage
    definition_class TEXT NOT NULL,
    set_name TEXT,
    position INTEGER NOT NULL,
    material_id BIGINT,                  -- NULL for a layer of air
    name TEXT,
    category TEXT,                       -- of layer, constituent or profile, else of the material
    part_name TEXT,                      -- name of the layer, constituent or profile
    profile TEXT,                        -- name of the profile
    thickness DOUBLE,                    -- metres
    fraction DOUBLE,                     -- 0 to 1: as stated, or of the thickness of all layers
    is_ventilated TEXT                   -- true, false, UNKNOWN
);

CREATE TABLE classifications (
    element_id BIGINT NOT NULL,
    source TEXT NOT NULL,                -- instance, type
    reference_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    system TEXT,                         -- name of the classification
    edition TEXT,
    identification TEXT,                 -- Identification, or ItemReference in IFC2X3
    name TEXT,
    location TEXT,
    description TEXT
);

CREATE TABLE documents (
    element_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    document_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    identification TEXT,
    name TEXT,
    location TEXT,
    description TEXT
);

-- All other relationships: one row for each pair of instances.
CREATE TABLE relations (
    id BIGINT NOT NULL,
    class TEXT NOT NULL,                 -- exact class: IfcRelAggregates, IfcRelVoidsElement, …
    relating_id BIGINT,
    related_id BIGINT,
    position INTEGER NOT NULL            -- order of the related ones
);

-- Numbers that are equal for equal content, to compare two versions of a model quickly: see
-- digests.sql. Only of meaning between indexes of one version of DuckDB.
CREATE TABLE digests (
    element_id BIGINT NOT NULL,          -- of every row of elements
    class BIGINT NOT NULL,
    name BIGINT NOT NULL,                -- 0 for none
    tag BIGINT NOT NULL,                 -- 0 for none
    texts BIGINT NOT NULL,               -- predefined_type, description, object_type, long_name
    attributes BIGINT NOT NULL,          -- of the table attributes
    sets BIGINT NOT NULL,                -- properties and quantities that hold for it
    materials BIGINT NOT NULL,
    classifications BIGINT NOT NULL,
    documents BIGINT NOT NULL
);
