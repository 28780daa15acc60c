"""Small models in which rules meet that real models seldom need."""

from __future__ import annotations

from support.step_files import step_file


def _guid(number: int) -> str:
    return f"'1edge{number:017d}'"


def _set(number: int, name: str, members: str) -> str:
    return f"#{number}=IFCPROPERTYSET({_guid(number)},$,{name},$,({members}));\n"


def _give(number: int, definition: int, objects: str) -> str:
    return (
        f"#{number}=IFCRELDEFINESBYPROPERTIES({_guid(number)},$,$,$,({objects}),#{definition});\n"
    )


def _single(number: int, name: str, value: str) -> str:
    return f"#{number}=IFCPROPERTYSINGLEVALUE('{name}',$,{value},$);\n"


_PROPERTIES = "".join(
    (
        # A wall, its type, a wall with nothing, a space, a proxy with odd texts.
        f"#1=IFCWALL({_guid(1)},$,'W',$,'',$,$,'007',.USERDEFINED.);\n",
        f"#2=IFCWALLTYPE({_guid(2)},$,'T',$,$,(#21,#22,#23),$,$,'Kind',.USERDEFINED.);\n",
        f"#3=IFCWALL({_guid(3)},$,$,'',$,$,$,$,$);\n",
        f"#4=IFCSPACE({_guid(4)},$,'=1+1',$,$,$,$,'Raum \\X2\\00DC\\X0\\',.ELEMENT.,.GFA.,-0.);\n",
        f"#5=IFCBUILDINGELEMENTPROXY({_guid(5)},$,'a, \"b\"','-',$,$,$,'10',$);\n",
        f"#6=IFCRELDEFINESBYTYPE({_guid(6)},$,$,$,(#1),#2);\n",
        # Sets of the type, one of them twice; own ones of the same names, by relations that
        # stand in the file in another order than that of their numbers.
        _set(21, "'P'", "#101,#102"),
        _set(22, "'P'", "#103"),
        _set(23, "'Q'", "#103,#105"),
        _set(24, "'P'", "#104,#106"),
        _set(25, "'P'", "#107"),
        _set(26, "'Kinds'", "#107,#108,#109,#110,#111,#112,#113,#114,#115,#116,#117,#118"),
        _set(27, "'Numbers'", "#121,#122,#123,#124,#125,#126"),
        _set(28, "'Description'", "#101"),
        _set(29, "'Mine'", "#127,#107"),
        _give(39, 25, "#1"),
        _give(31, 24, "#1"),
        _give(32, 26, "#1,#3"),
        _give(33, 27, "#1,#5"),
        _give(34, 28, "#3"),
        _give(35, 29, "#4"),
        _single(101, "A", "IFCLABEL('of the type')"),
        _single(102, "B", "IFCLABEL('only of the type')"),
        _single(103, "A", "IFCLABEL('of the second set')"),
        _single(104, "A", "$"),
        _single(105, "id", "IFCLABEL('a property of that name')"),
        _single(106, "C", "IFCLABEL('')"),
        _single(107, "Truth", "IFCBOOLEAN(.T.)"),
        _single(108, "Unknown", "IFCLOGICAL(.U.)"),
        "#109=IFCPROPERTYENUMERATEDVALUE('Enumerated',$,(IFCLABEL('x'),IFCLABEL('y')),$);\n",
        "#110=IFCPROPERTYLISTVALUE('List',$,(IFCINTEGER(1),IFCREAL(2.5)),$);\n",
        "#111=IFCPROPERTYBOUNDEDVALUE('Bounded',$,IFCREAL(2.),IFCREAL(1.),$,$);\n",
        "#112=IFCCOMPLEXPROPERTY('Complex',$,'use',(#113));\n",
        _single(113, "Part", "IFCLABEL('part')"),
        "#114=IFCPROPERTYREFERENCEVALUE('Reference',$,$,$);\n",
        _single(115, "Angle", "IFCCOMPOUNDPLANEANGLEMEASURE((1,2,3))"),
        "#116=IFCPROPERTYENUMERATEDVALUE('Nothing',$,$,$);\n",
        _single(117, "Part", "IFCTEXT('a second of that name')"),
        _single(118, "[text", "IFCTEXT('[1, 2]')"),
        _single(121, "Huge", "IFCREAL(1.7E308)"),
        _single(122, "Tiny", "IFCREAL(5.E-324)"),
        _single(123, "Whole", "IFCREAL(3.)"),
        _single(124, "Integer", "IFCINTEGER(-12)"),
        _single(125, "Text", "IFCTEXT('12')"),
        _single(126, "Long", "IFCREAL(0.1)"),
        _single(127, "@sum", "IFCTEXT('@SUM(1)')"),
        # A predefined set, quantities.
        f"#40=IFCDOORLININGPROPERTIES({_guid(40)},$,'Lining',$,0.05,$,$,$,$,$,$,$,$,$,$,$,$);\n",
        _give(41, 40, "#5"),
        "#140=IFCQUANTITYCOUNT('Count',$,$,3,$);\n",
        "#141=IFCQUANTITYLENGTH('Length',$,$,2.50,$);\n",
        "#142=IFCPHYSICALCOMPLEXQUANTITY('Layers',$,(#141),'d','q',$);\n",
        f"#42=IFCELEMENTQUANTITY({_guid(42)},$,'Qto_W',$,$,(#140,#141,#142));\n",
        _give(43, 42, "#1,#3"),
    )
)

_RELATIONS = "".join(
    (
        f"#1=IFCWALL({_guid(1)},$,'W1',$,$,$,$,$,$);\n#2=IFCWALL({_guid(2)},$,'W2',$,$,$,$,$,$);\n",
        f"#3=IFCWALLTYPE({_guid(3)},$,'T',$,$,$,$,$,$,.SOLIDWALL.);\n",
        f"#4=IFCRELDEFINESBYTYPE({_guid(4)},$,$,$,(#1,#2),#3);\n",
        # Where they stand, twice; a part of a part; an opening and what fills it.
        f"#10=IFCPROJECT({_guid(10)},$,'Project',$,$,$,$,$,$);\n",
        f"#11=IFCBUILDING({_guid(11)},$,'House',$,$,$,$,$,$,$,$,$);\n",
        f"#12=IFCBUILDINGSTOREY({_guid(12)},$,'10',$,$,$,$,$,$,0.);\n",
        f"#13=IFCBUILDINGSTOREY({_guid(13)},$,'9',$,$,$,$,$,$,3.);\n",
        f"#14=IFCSPACE({_guid(14)},$,'S',$,$,$,$,$,$,$,$);\n",
        f"#15=IFCRELAGGREGATES({_guid(15)},$,$,$,#10,(#11));\n",
        f"#16=IFCRELAGGREGATES({_guid(16)},$,$,$,#11,(#12,#13));\n",
        f"#17=IFCRELAGGREGATES({_guid(17)},$,$,$,#13,(#14));\n",
        f"#29=IFCRELCONTAINEDINSPATIALSTRUCTURE({_guid(29)},$,$,$,(#1),#12);\n",
        f"#18=IFCRELCONTAINEDINSPATIALSTRUCTURE({_guid(18)},$,$,$,(#1,#2),#14);\n",
        f"#19=IFCOPENINGELEMENT({_guid(19)},$,'O',$,$,$,$,$,$);\n",
        f"#20=IFCRELVOIDSELEMENT({_guid(20)},$,$,$,#1,#19);\n",
        f"#21=IFCDOOR({_guid(21)},$,'D',$,$,$,$,$,2.,1.,$,$,$);\n",
        f"#22=IFCRELFILLSELEMENT({_guid(22)},$,$,$,#19,#21);\n",
        f"#23=IFCRELNESTS({_guid(23)},$,$,$,#21,(#24));\n",
        f"#24=IFCDISCRETEACCESSORY({_guid(24)},$,'Handle',$,$,$,$,$,$);\n",
        # Groups in another order than that of their numbers; a system, a zone, a system's group.
        f"#39=IFCRELASSIGNSTOGROUP({_guid(39)},$,$,$,(#1,#2),$,#33);\n",
        f"#31=IFCRELASSIGNSTOGROUP({_guid(31)},$,$,$,(#1),$,#34);\n",
        f"#32=IFCRELASSIGNSTOGROUPBYFACTOR({_guid(32)},$,$,$,(#14,#1),$,#35,0.5);\n",
        f"#33=IFCGROUP({_guid(33)},$,'G',$,$);\n#34=IFCSYSTEM({_guid(34)},$,'System',$,$);\n",
        f"#35=IFCZONE({_guid(35)},$,'Zone',$,$,$);\n",
        f"#36=IFCRELASSIGNSTOGROUP({_guid(36)},$,$,$,(#34),$,#33);\n",
        # Materials: layers with air between, a set of the type, one without constituents.
        "#50=IFCMATERIAL('Brick',$,'masonry');\n#51=IFCMATERIAL('Wool',$,$);\n",
        "#52=IFCMATERIALLAYER(#50,0.1,$,$,$,$,$);\n#53=IFCMATERIALLAYER($,0.05,.T.,$,$,$,$);\n",
        "#54=IFCMATERIALLAYER(#51,0.1,$,'Isolation',$,'insulation',$);\n",
        "#55=IFCMATERIALLAYERSET((#52,#53,#54),'Cavity',$);\n",
        "#56=IFCMATERIALLAYERSETUSAGE(#55,.AXIS2.,.POSITIVE.,0.,$);\n",
        f"#57=IFCRELASSOCIATESMATERIAL({_guid(57)},$,$,$,(#1),#56);\n",
        "#58=IFCMATERIALCONSTITUENT('Core',$,#50,$,$);\n",
        "#59=IFCMATERIALCONSTITUENTSET('Mix',$,(#58));\n",
        f"#60=IFCRELASSOCIATESMATERIAL({_guid(60)},$,$,$,(#3),#59);\n",
        "#61=IFCMATERIALLIST((#51,#50));\n",
        f"#62=IFCRELASSOCIATESMATERIAL({_guid(62)},$,$,$,(#21),#61);\n",
        # Classifications: of type and occurrence, of the same system and of another.
        "#70=IFCCLASSIFICATION($,$,$,'One',$,$,$);\n#71=IFCCLASSIFICATION($,$,$,'Two',$,$,$);\n",
        "#72=IFCCLASSIFICATIONREFERENCE('u','1.2','mine',#70,$,$);\n",
        "#73=IFCCLASSIFICATIONREFERENCE($,'1.1','of the type',#70,$,$);\n",
        "#74=IFCCLASSIFICATIONREFERENCE($,'2.1',$,#71,$,$);\n",
        f"#75=IFCRELASSOCIATESCLASSIFICATION({_guid(75)},$,$,$,(#1,#12),#72);\n",
        f"#76=IFCRELASSOCIATESCLASSIFICATION({_guid(76)},$,$,$,(#3),#73);\n",
        f"#77=IFCRELASSOCIATESCLASSIFICATION({_guid(77)},$,$,$,(#3),#74);\n",
        f"#78=IFCRELASSOCIATESCLASSIFICATION({_guid(78)},$,$,$,(#21),#71);\n",
    )
)

_CONSTITUENTS = "".join(
    (
        f"#1=IFCWALL({_guid(1)},$,'W1',$,$,$,$,$,$);\n#2=IFCWALL({_guid(2)},$,'W2',$,$,$,$,$,$);\n",
        "#3=IFCMATERIALCONSTITUENTSET('Without any',$,$);\n#4=IFCMATERIAL($,$,$);\n",
        f"#5=IFCRELASSOCIATESMATERIAL({_guid(5)},$,$,$,(#1),#3);\n",
        f"#6=IFCRELASSOCIATESMATERIAL({_guid(6)},$,$,$,(#2),#4);\n",
        "#7=IFCMATERIALPROPERTIES('Name',$,(#8),#4);\n",
        _single(8, "x", "IFCLABEL('y')"),
    )
)

EDGES = {
    "edge:properties": step_file(_PROPERTIES),
    "edge:relations": step_file(_RELATIONS),
    "edge:constituents": step_file(_CONSTITUENTS),
}
"""Models by name."""
