"""Small models, each hard to read in one way, as the data section of a STEP file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edge:
    """A model.

    Attributes:
        body: its instances.
        schema: of ``FILE_SCHEMA``.
    """

    body: str
    schema: str = "IFC4"


def guid(number: int) -> str:
    """A valid GlobalId."""
    return f"'0edge{number:017d}'"


def wall(number: int, name: str = "'W'") -> str:
    """A wall of IFC4."""
    return f"#{number}=IFCWALL({guid(number)},$,{name},$,$,$,$,$,$);\n"


def pset(number: int, name: str, *members: int) -> str:
    """A property set of properties."""
    listed = ",".join(f"#{member}" for member in members)
    return f"#{number}=IFCPROPERTYSET({guid(number)},$,'{name}',$,({listed}));\n"


def single(number: int, name: str, value: str, unit: str = "$") -> str:
    """A property with one value."""
    return f"#{number}=IFCPROPERTYSINGLEVALUE('{name}',$,{value},{unit});\n"


def defines(number: int, definition: int, *objects: int) -> str:
    """Give a set to objects."""
    listed = ",".join(f"#{o}" for o in objects)
    return f"#{number}=IFCRELDEFINESBYPROPERTIES({guid(number)},$,$,$,({listed}),#{definition});\n"


def given(*properties: str, start: int = 100) -> str:
    """A wall (#1) with one set (#2) of properties, each a class and its arguments."""
    lines = [f"#{start + i}={text};\n" for i, text in enumerate(properties)]
    numbers = range(start, start + len(properties))
    return wall(1) + "".join(lines) + pset(2, "P", *numbers) + defines(3, 2, 1)


def values(*written: str) -> str:
    """The same with properties of single values."""
    return given(*(f"IFCPROPERTYSINGLEVALUE('p{i}',$,{text},$)" for i, text in enumerate(written)))


UNITS = (
    "#900=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n"
    "#901=IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.);\n"
    "#902=IFCSIUNIT(*,.MASSUNIT.,.KILO.,.GRAM.);\n"
    "#903=IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0);\n"
    "#904=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n"
    "#905=IFCMEASUREWITHUNIT(IFCLENGTHMEASURE(0.3048),#904);\n"
    "#906=IFCCONVERSIONBASEDUNIT(#903,.LENGTHUNIT.,'FOOT',#905);\n"
    "#907=IFCSIUNIT(*,.VOLUMEUNIT.,$,.CUBIC_METRE.);\n"
    "#908=IFCDERIVEDUNITELEMENT(#902,1);\n"
    "#909=IFCDERIVEDUNITELEMENT(#907,-1);\n"
    "#910=IFCDERIVEDUNIT((#908,#909),.MASSDENSITYUNIT.,$);\n"
    "#911=IFCMONETARYUNIT('EUR');\n"
    "#912=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);\n"
    "#913=IFCMEASUREWITHUNIT(IFCPLANEANGLEMEASURE(0.017453292519943295),#912);\n"
    "#914=IFCDIMENSIONALEXPONENTS(0,0,0,0,0,0,0);\n"
    "#915=IFCCONVERSIONBASEDUNIT(#914,.PLANEANGLEUNIT.,'DEGREE',#913);\n"
    "#916=IFCSIUNIT(*,.THERMODYNAMICTEMPERATUREUNIT.,$,.DEGREE_CELSIUS.);\n"
    "#917=IFCSIUNIT(*,.TIMEUNIT.,$,.SECOND.);\n"
    "#918=IFCCONTEXTDEPENDENTUNIT(#914,.USERDEFINED.,'PIECE');\n"
    "#920=IFCUNITASSIGNMENT((#900,#901,#902,#907,#910,#911,#915,#916,#917));\n"
    f"#921=IFCPROJECT({guid(921)},$,'Project',$,$,$,$,$,#920);\n"
)
# ruff: noqa: E501
STRINGS = values(
    "IFCTEXT('\\X2\\00E400F600FC4F60597D\\X0\\')",
    "IFCTEXT('\\X4\\0001F600\\X0\\')",
    "IFCTEXT('\\X2\\D83DDE00\\X0\\')",
    "IFCTEXT('\\S\\d\\S\\v')",
    "IFCTEXT('\\PE\\\\S\\d')",
    "IFCTEXT('\\X\\E4\\X\\0A')",
    "IFCTEXT('it''s ''''quoted''''')",
    "IFCTEXT('back\\\\slash \\\\X2\\\\ end\\\\')",
    "IFCTEXT('')",
    "IFCTEXT(' ')",
    "$",
    "IFCTEXT('a\\X\\01\\X\\1F\\X\\7Fb')",
    "IFCTEXT('\\X\\00zero')",
    "IFCTEXT('raw ä 😀')",
    "IFCTEXT('tab\tin')",
    "IFCTEXT('/* no comment */ #1=IFCWALL(;')",
    "IFCTEXT('\\X2\\D7FFE000FFFDFFFF\\X0\\')",
    "IFCTEXT('{\"ref\": 1}')",
    "IFCLABEL('true')",
    "IFCLABEL('UNKNOWN')",
    "IFCLABEL('12')",
    "IFCIDENTIFIER('1.5E3')",
)
LINES = values("IFCTEXT('two\nlines')", "IFCTEXT('two\r\nlines')")
NUMBERS = values(
    *(f"IFCREAL({n})" for n in ("1.E308", "5.E-324", "-0.", "1.E+20", "0.1", "-1.5E-3")),
    *(f"IFCLENGTHMEASURE({n})" for n in ("1.7976931348623157E308", "1000.", "0.")),
    *(f"IFCINTEGER({n})" for n in ("2147483647", "-2147483648", "0", "-1")),
    "IFCCOUNTMEASURE(5)",
    "IFCRATIOMEASURE(0.5)",
    "IFCBOOLEAN(.T.)",
    "IFCBOOLEAN(.F.)",
    "IFCLOGICAL(.U.)",
    "IFCLOGICAL(.T.)",
    'IFCBINARY("092A")',
    "IFCCOMPLEXNUMBER((1.,2.))",
    "IFCCOMPOUNDPLANEANGLEMEASURE((1,2,3,4))",
    "IFCTIMESTAMP(1234567890)",
    "IFCMONETARYMEASURE(9.99)",
    "IFCTHERMODYNAMICTEMPERATUREMEASURE(20.)",
    "IFCPLANEANGLEMEASURE(90.)",
    "IFCMASSDENSITYMEASURE(2400.)",
)
HUGE = values(
    "IFCINTEGER(2147483648)", "IFCINTEGER(-9223372036854775808)", "IFCINTEGER(99999999999999999999)"
)
KINDS = given(
    "IFCPROPERTYENUMERATEDVALUE('enum',$,(IFCLABEL('a'),IFCLABEL('b')),$)",
    "IFCPROPERTYENUMERATEDVALUE('enum none',$,$,$)",
    "IFCPROPERTYLISTVALUE('list',$,(IFCREAL(1.),IFCINTEGER(2),IFCLOGICAL(.U.)),$)",
    "IFCPROPERTYLISTVALUE('lengths',$,(IFCLENGTHMEASURE(1.),IFCLENGTHMEASURE(2.)),#904)",
    "IFCPROPERTYLISTVALUE('list none',$,$,$)",
    "IFCPROPERTYBOUNDEDVALUE('bounded',$,IFCREAL(2.),IFCREAL(1.),$,$)",
    "IFCPROPERTYBOUNDEDVALUE('bounded set',$,IFCREAL(2.),IFCREAL(1.),$,IFCREAL(1.5))",
    "IFCPROPERTYBOUNDEDVALUE('bounded none',$,$,$,$,$)",
    "IFCPROPERTYBOUNDEDVALUE('bounded upper',$,IFCLENGTHMEASURE(2.),$,#906,$)",
    "IFCPROPERTYTABLEVALUE('table',$,(IFCREAL(1.),IFCREAL(2.)),(IFCLABEL('x'),IFCLABEL('y')),'f(x)',$,$,$)",
    "IFCPROPERTYTABLEVALUE('table none',$,$,$,$,$,$,$)",
    "IFCPROPERTYREFERENCEVALUE('reference',$,'u',#700)",
    "IFCPROPERTYREFERENCEVALUE('reference none',$,$,$)",
    "IFCCOMPLEXPROPERTY('complex',$,'use',(#701,#702))",
    "IFCPROPERTYSINGLEVALUE('feet',$,IFCLENGTHMEASURE(10.),#906)",
    "IFCPROPERTYSINGLEVALUE('density',$,IFCREAL(10.),#910)",
    "IFCPROPERTYSINGLEVALUE('pieces',$,IFCCOUNTMEASURE(3.),#918)",
    "IFCPROPERTYSINGLEVALUE('money',$,IFCMONETARYMEASURE(3.),#911)",
    "IFCPROPERTYSINGLEVALUE('no such unit',$,IFCLENGTHMEASURE(3.),#999)",
    "IFCPROPERTYSINGLEVALUE('with/slash',$,IFCLABEL('s'),$)",
    "IFCPROPERTYSINGLEVALUE('',$,IFCLABEL('no name'),$)",
    "IFCPROPERTYSINGLEVALUE('described','text',IFCLABEL('d'),$)",
) + (
    "#700=IFCMATERIAL('M',$,$);\n"
    "#701=IFCPROPERTYSINGLEVALUE('inner',$,IFCLABEL('i'),$);\n"
    "#702=IFCCOMPLEXPROPERTY('nested',$,'use',(#703));\n"
    "#703=IFCPROPERTYSINGLEVALUE('deep',$,IFCREAL(1.),$);\n" + UNITS
)
QUANTITIES = (
    wall(1) + "#10=IFCQUANTITYLENGTH('L',$,$,1000.,$);\n"
    "#11=IFCQUANTITYAREA('A',$,$,2.,'a*b');\n"
    "#12=IFCQUANTITYVOLUME('V',$,$,3.,$);\n"
    "#13=IFCQUANTITYWEIGHT('W',$,$,4.,$);\n"
    "#14=IFCQUANTITYCOUNT('C',$,$,5.,$);\n"
    "#15=IFCQUANTITYTIME('T',$,$,6.,$);\n"
    "#16=IFCQUANTITYLENGTH('feet',$,#906,10.,$);\n"
    "#17=IFCPHYSICALCOMPLEXQUANTITY('X',$,(#18,#19),'layer',$,$);\n"
    "#18=IFCQUANTITYLENGTH('inner',$,$,7.,$);\n"
    "#19=IFCPHYSICALCOMPLEXQUANTITY('Y',$,(#20),'part',$,$);\n"
    "#20=IFCQUANTITYAREA('deep',$,$,8.,$);\n"
    f"#30=IFCELEMENTQUANTITY({guid(30)},$,'Qto',$,'method',(#10,#11,#12,#13,#14,#15,#16,#17));\n"
    + defines(31, 30, 1)
    + UNITS
)
TYPES = (
    wall(1)
    + wall(2)
    + single(10, "a", "IFCLABEL('own')")
    + single(11, "a", "IFCLABEL('type')")
    + single(12, "b", "IFCLABEL('type only')")
    + single(13, "a", "IFCLABEL('own again')")
    + single(14, "c", "IFCLABEL('c1')")
    + single(15, "c", "IFCLABEL('c2')")
    + pset(20, "P", 10)
    + pset(21, "P", 11, 12)
    + pset(22, "P", 13, 14, 15)
    + f"#30=IFCDOORLININGPROPERTIES({guid(30)},$,'Lining',$,50.,$,$,$,$,$,$,$,$,$,$,$,$);\n"
    f"#40=IFCWALLTYPE({guid(40)},$,'T',$,$,(#21,#30),$,'tag','own type',.USERDEFINED.);\n"
    f"#41=IFCRELDEFINESBYTYPE({guid(41)},$,$,$,(#1,#2),#40);\n"
    f"#42=IFCWALLTYPE({guid(42)},$,'second type',$,$,$,$,$,$,.STANDARD.);\n"
    f"#39=IFCRELDEFINESBYTYPE({guid(39)},$,$,$,(#2),#42);\n"
    + defines(52, 20, 1)
    + defines(51, 22, 1)
    + defines(53, 20, 1)
)
SET_OF_SETS = (
    wall(1)
    + single(10, "a", "IFCLABEL('1')")
    + single(11, "b", "IFCLABEL('2')")
    + pset(20, "P", 10)
    + pset(21, "Q", 11)
    + f"#30=IFCRELDEFINESBYPROPERTIES({guid(30)},$,$,$,(#1),IFCPROPERTYSETDEFINITIONSET((#20,#21)));\n"
)
MATERIALS = (
    UNITS
    + "".join(wall(n) for n in range(1, 16))
    + (
        "#100=IFCMATERIAL('Brick','d','brick');\n"
        "#101=IFCMATERIAL('Wool',$,$);\n"
        "#110=IFCMATERIALLAYER(#100,240.,.F.,'outer','d','LoadBearing',1);\n"
        "#111=IFCMATERIALLAYER($,40.,.T.,$,$,$,$);\n"
        "#112=IFCMATERIALLAYER(#101,120.,.U.,$,$,$,$);\n"
        "#113=IFCMATERIALLAYERSET((#110,#111,#112),'Set','d');\n"
        "#114=IFCMATERIALLAYERSETUSAGE(#113,.AXIS2.,.POSITIVE.,0.,$);\n"
        "#115=IFCMATERIALLAYERWITHOFFSETS(#100,10.,$,$,$,$,$,.AXIS1.,(1.,2.));\n"
        "#116=IFCMATERIALLAYERSET((#115),$,$);\n"
        "#120=IFCMATERIALCONSTITUENT('frame',$,#100,0.75,'cat');\n"
        "#121=IFCMATERIALCONSTITUENT($,$,#101,$,$);\n"
        "#122=IFCMATERIALCONSTITUENTSET('Const',$,(#120,#121));\n"
        "#123=IFCMATERIALCONSTITUENTSET('None',$,$);\n"
        "#130=IFCRECTANGLEPROFILEDEF(.AREA.,'100x200',$,100.,200.);\n"
        "#131=IFCMATERIALPROFILE('prof',$,#100,#130,1,'cat');\n"
        "#132=IFCMATERIALPROFILE($,$,$,#130,$,$);\n"
        "#133=IFCMATERIALPROFILESET('Profiles',$,(#131,#132),$);\n"
        "#134=IFCMATERIALPROFILESETUSAGE(#133,5,$);\n"
        "#135=IFCMATERIALPROFILESETUSAGETAPERING(#133,5,$,#133,5);\n"
        "#140=IFCMATERIALLIST((#100,#101,#100));\n"
        + single(141, "Density", "IFCMASSDENSITYMEASURE(1800.)")
        + "#142=IFCMATERIALPROPERTIES('Pset_MaterialCommon',$,(#141),#100);\n"
        + "".join(
            f"#{200 + n}=IFCRELASSOCIATESMATERIAL({guid(200 + n)},$,$,$,(#{n}),#{material});\n"
            for n, material in enumerate(
                (100, 113, 114, 122, 133, 134, 140, 110, 120, 131, 116, 123, 135, 999), 1
            )
        )
    )
)
OLD_MATERIALS = "".join(f"#{n}=IFCWALL({guid(n)},$,'W',$,$,$,$,$);\n" for n in range(1, 6)) + (
    "#100=IFCMATERIAL('Brick');\n"
    "#101=IFCMATERIALLAYER(#100,0.24,.U.);\n"
    "#102=IFCMATERIALLAYER($,0.04,.T.);\n"
    "#103=IFCMATERIALLAYERSET((#101,#102),'Set');\n"
    "#104=IFCMATERIALLAYERSETUSAGE(#103,.AXIS2.,.POSITIVE.,0.);\n"
    "#105=IFCMATERIALLIST((#100));\n"
    "#106=IFCMECHANICALMATERIALPROPERTIES(#100,$,2.E10,$,$,$);\n"
    + "".join(
        f"#{200 + n}=IFCRELASSOCIATESMATERIAL({guid(200 + n)},$,$,$,(#{n}),#{material});\n"
        for n, material in enumerate((100, 103, 104, 105, 101), 1)
    )
)
CLASSIFICATIONS = "".join(wall(n) for n in range(1, 7)) + (
    "#100=IFCCLASSIFICATION('BSI','2015','2015-01-01','Uniclass','d','https://u',$);\n"
    "#101=IFCCLASSIFICATIONREFERENCE('https://l','Ss_25','Walls',#100,'d',$);\n"
    "#102=IFCCLASSIFICATIONREFERENCE($,'Ss_25_10','Framed',#101,$,$);\n"
    "#103=IFCCLASSIFICATIONREFERENCE($,'Loose','No system',$,$,$);\n"
    "#106=IFCCLASSIFICATION($,$,$,'Other',$,$,$);\n"
    "#107=IFCCLASSIFICATIONREFERENCE($,'O1','Other',#106,$,$);\n"
    f"#110=IFCWALLTYPE({guid(110)},$,'T',$,$,$,$,$,$,.STANDARD.);\n"
    f"#111=IFCRELDEFINESBYTYPE({guid(111)},$,$,$,(#1,#2,#3),#110);\n"
    f"#120=IFCRELASSOCIATESCLASSIFICATION({guid(120)},$,$,$,(#1,#110),#101);\n"
    f"#121=IFCRELASSOCIATESCLASSIFICATION({guid(121)},$,$,$,(#2),#102);\n"
    f"#122=IFCRELASSOCIATESCLASSIFICATION({guid(122)},$,$,$,(#3),#107);\n"
    f"#123=IFCRELASSOCIATESCLASSIFICATION({guid(123)},$,$,$,(#4),#103);\n"
    f"#126=IFCRELASSOCIATESCLASSIFICATION({guid(126)},$,$,$,(#4),#103);\n"
    f"#127=IFCRELASSOCIATESCLASSIFICATION({guid(127)},$,$,$,(#5),#100);\n"
)
DOCUMENTS = "".join(wall(n) for n in range(1, 4)) + (
    "#100=IFCDOCUMENTINFORMATION('D1','Plan','desc','https://plan',$,$,$,$,$,$,$,$,$,$,$,$,$);\n"
    "#101=IFCDOCUMENTREFERENCE('https://page','p1',$,$,#100);\n"
    "#102=IFCLIBRARYINFORMATION('Lib','1',$,$,'https://lib',$);\n"
    "#103=IFCLIBRARYREFERENCE('https://entry','e1','Entry',$,$,#102);\n"
    f"#110=IFCRELASSOCIATESDOCUMENT({guid(110)},$,$,$,(#1,#2),#100);\n"
    f"#111=IFCRELASSOCIATESDOCUMENT({guid(111)},$,$,$,(#2),#101);\n"
    f"#112=IFCRELASSOCIATESLIBRARY({guid(112)},$,$,$,(#1),#103);\n"
)
STRUCTURE = UNITS + (
    f"#1=IFCSITE({guid(1)},$,'Site',$,$,$,$,$,.ELEMENT.,(48,8,0),(11,34,0,1),500.,$,$);\n"
    f"#2=IFCBUILDING({guid(2)},$,'B',$,$,$,$,$,.ELEMENT.,$,$,$);\n"
    f"#3=IFCBUILDINGSTOREY({guid(3)},$,'S',$,$,$,$,$,.ELEMENT.,3000.);\n"
    f"#4=IFCSPACE({guid(4)},$,'Room',$,$,$,$,'Kitchen',.ELEMENT.,.SPACE.,$);\n"
    + "".join(wall(n) for n in (10, 11, 12))
    + f"#13=IFCOPENINGELEMENT({guid(13)},$,'O',$,$,$,$,$,.OPENING.);\n"
    f"#14=IFCDOOR({guid(14)},$,'D',$,$,$,$,$,2000.,1000.,.DOOR.,$,$);\n"
    f"#15=IFCELEMENTASSEMBLY({guid(15)},$,'A',$,$,$,$,$,.FACTORY.,.NOTDEFINED.);\n"
    f"#16=IFCBEAM({guid(16)},$,'Part',$,$,$,$,$,$);\n"
    f"#17=IFCPUMP({guid(17)},$,'Pump',$,$,$,$,$,$);\n"
    f"#18=IFCDISTRIBUTIONPORT({guid(18)},$,'Port',$,$,$,$,.SOURCE.,$,$);\n"
    f"#19=IFCDISTRIBUTIONPORT({guid(19)},$,'Port',$,$,$,$,.SINK.,$,$);\n"
    f"#20=IFCSPATIALZONE({guid(20)},$,'Zone',$,$,$,$,$,.FIRESAFETY.);\n"
    f"#21=IFCSYSTEM({guid(21)},$,'Sys',$,$);\n"
    f"#22=IFCZONE({guid(22)},$,'Z',$,$,'long');\n"
    f"#23=IFCGROUP({guid(23)},$,'G',$,$);\n"
    f"#24=IFCPROXY({guid(24)},$,'Proxy',$,$,$,$,.PRODUCT.,'tag');\n"
    f"#25=IFCTASK({guid(25)},$,'Task',$,$,'1','long',$,$,.F.,$,$,.CONSTRUCTION.);\n"
    "#26=IFCPERSON($,'Doe','Jo',$,$,$,$,$);\n"
    f"#27=IFCACTOR({guid(27)},$,'Actor',$,$,#26);\n"
    f"#28=IFCLABORRESOURCE({guid(28)},$,'Crew',$,$,$,$,$,$,$,.ADMINISTRATION.);\n"
    f"#29=IFCTASKTYPE({guid(29)},$,'TT',$,$,$,$,$,'ptype',.USERDEFINED.,$);\n"
    f"#60=IFCSURFACEFEATURE({guid(60)},$,'Mark',$,$,$,$,$,.MARK.);\n"
    f"#30=IFCRELAGGREGATES({guid(30)},$,$,$,#921,(#1));\n"
    f"#31=IFCRELAGGREGATES({guid(31)},$,$,$,#1,(#2));\n"
    f"#32=IFCRELAGGREGATES({guid(32)},$,$,$,#2,(#3));\n"
    f"#33=IFCRELAGGREGATES({guid(33)},$,$,$,#3,(#4));\n"
    f"#34=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(34)},$,$,$,(#10,#11,#15,#17),#3);\n"
    f"#35=IFCRELVOIDSELEMENT({guid(35)},$,$,$,#10,#13);\n"
    f"#36=IFCRELFILLSELEMENT({guid(36)},$,$,$,#13,#14);\n"
    f"#37=IFCRELAGGREGATES({guid(37)},$,$,$,#15,(#16));\n"
    f"#38=IFCRELNESTS({guid(38)},$,$,$,#17,(#18,#19));\n"
    f"#39=IFCRELASSIGNSTOGROUP({guid(39)},$,$,$,(#10,#11),$,#21);\n"
    f"#40=IFCRELASSIGNSTOGROUP({guid(40)},$,$,$,(#21,#23),$,#23);\n"
    f"#41=IFCRELCONNECTSPATHELEMENTS({guid(41)},$,$,$,$,#10,#11,(),(),.ATEND.,.ATSTART.);\n"
    f"#42=IFCRELCONNECTSPORTS({guid(42)},$,$,$,#18,#19,$);\n"
    f"#43=IFCRELASSIGNSTOPROCESS({guid(43)},$,$,$,(#10),$,#25,$);\n"
    f"#44=IFCRELREFERENCEDINSPATIALSTRUCTURE({guid(44)},$,$,$,(#12),#3);\n"
    f"#45=IFCRELSPACEBOUNDARY({guid(45)},$,$,$,#4,#10,$,.PHYSICAL.,.INTERNAL.);\n"
    f"#46=IFCRELSERVICESBUILDINGS({guid(46)},$,$,$,#21,(#2));\n"
    f"#47=IFCRELSEQUENCE({guid(47)},$,$,$,#25,#25,$,.START_START.,$);\n"
    f"#48=IFCRELASSIGNSTOGROUPBYFACTOR({guid(48)},$,$,$,(#12),$,#22,0.5);\n"
    f"#49=IFCRELDEFINESBYTYPE({guid(49)},$,$,$,(#25),#29);\n"
    f"#50=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(50)},$,$,$,(#12),#20);\n"
    f"#51=IFCRELAGGREGATES({guid(51)},$,$,$,#10,(#60));\n"
    f"#52=IFCRELDECLARES({guid(52)},$,$,$,#921,(#29));\n"
    f"#53=IFCRELINTERFERESELEMENTS({guid(53)},$,$,$,#10,#11,$,$,.U.);\n"
)
INFRA = Edge(
    (
        f"#1=IFCROAD({guid(1)},$,'R',$,$,$,$,$,.ELEMENT.,$);\n"
        f"#2=IFCROADPART({guid(2)},$,'Lane',$,$,$,$,$,.ELEMENT.,.LATERAL.,.CARRIAGEWAY.);\n"
        f"#3=IFCFACILITYPARTCOMMON({guid(3)},$,'Seg',$,$,$,$,$,.ELEMENT.,.LONGITUDINAL.,.SEGMENT.);\n"
        f"#4=IFCPAVEMENT({guid(4)},$,'Pave',$,$,$,$,$,$);\n"
        f"#5=IFCALIGNMENT({guid(5)},$,'Al',$,$,$,$,$);\n"
        f"#6=IFCALIGNMENTHORIZONTAL({guid(6)},$,'H',$,$,$,$);\n"
        f"#7=IFCALIGNMENTVERTICAL({guid(7)},$,'V',$,$,$,$);\n"
        f"#8=IFCALIGNMENTSEGMENT({guid(8)},$,'S1',$,$,$,$,#20);\n"
        f"#9=IFCREFERENT({guid(9)},$,'Ref',$,$,$,$,.STATION.);\n"
        "#20=IFCALIGNMENTHORIZONTALSEGMENT($,$,#21,0.,0.,0.,100.,$,.LINE.);\n"
        "#21=IFCCARTESIANPOINT((0.,0.));\n"
        f"#30=IFCRELAGGREGATES({guid(30)},$,$,$,#1,(#2));\n"
        f"#31=IFCRELAGGREGATES({guid(31)},$,$,$,#2,(#3));\n"
        f"#32=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(32)},$,$,$,(#4),#3);\n"
        f"#33=IFCRELNESTS({guid(33)},$,$,$,#5,(#6,#7));\n"
        f"#34=IFCRELNESTS({guid(34)},$,$,$,#6,(#8));\n"
        f"#35=IFCRELPOSITIONS({guid(35)},$,$,$,#5,(#9));\n"
        f"#36=IFCSURFACEFEATURE({guid(36)},$,'Mark',$,$,$,$,$,.LINEMARKING.);\n"
        f"#37=IFCRELADHERESTOELEMENT({guid(37)},$,$,$,#4,(#36));\n"
        "#40=IFCQUANTITYNUMBER('N',$,$,7,$);\n"
        f"#41=IFCELEMENTQUANTITY({guid(41)},$,'Q',$,$,(#40));\n" + defines(42, 41, 4)
    ),
    "IFC4X3_ADD2",
)
ORDER = (
    wall(50)
    + single(40, "A", "IFCLABEL('first in the file')")
    + single(10, "A", "IFCLABEL('second')")
    + single(20, "A", "IFCLABEL('third')")
    + pset(30, "P", 40)
    + pset(25, "P", 10)
    + pset(26, "P", 20)
    + defines(9, 30, 50)
    + defines(3, 25, 50)
    + defines(7, 26, 50)
    + "".join(
        f"#{n}=IFCBUILDINGSTOREY({guid(n)},$,'S{n}',$,$,$,$,$,.ELEMENT.,{n}.);\n"
        for n in (60, 61, 62)
    )
    + f"#72=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(72)},$,$,$,(#50),#60);\n"
    f"#70=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(70)},$,$,$,(#50),#62);\n"
    f"#71=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(71)},$,$,$,(#50),#61);\n"
    f"#82=IFCRELNESTS({guid(82)},$,$,$,#60,(#50));\n"
    f"#84=IFCRELAGGREGATES({guid(84)},$,$,$,#61,(#50));\n"
    f"#83=IFCRELAGGREGATES({guid(83)},$,$,$,#62,(#50));\n"
    "#91=IFCMATERIAL('a',$,$);\n#92=IFCMATERIAL('b',$,$);\n"
    f"#96=IFCRELASSOCIATESMATERIAL({guid(96)},$,$,$,(#50),#91);\n"
    f"#95=IFCRELASSOCIATESMATERIAL({guid(95)},$,$,$,(#50),#92);\n"
    f"#99=IFCWALLTYPE({guid(99)},$,'T99',$,$,$,$,$,$,.STANDARD.);\n"
    f"#98=IFCWALLTYPE({guid(98)},$,'T98',$,$,$,$,$,$,.STANDARD.);\n"
    f"#89=IFCRELDEFINESBYTYPE({guid(89)},$,$,$,(#50),#99);\n"
    f"#88=IFCRELDEFINESBYTYPE({guid(88)},$,$,$,(#50),#98);\n"
)
CYCLES = (
    wall(1)
    + wall(2)
    + wall(3)
    + f"#4=IFCBUILDINGSTOREY({guid(4)},$,'S',$,$,#40,$,$,.ELEMENT.,$);\n"
    f"#5=IFCBUILDINGSTOREY({guid(5)},$,'S',$,$,#41,$,$,.ELEMENT.,$);\n"
    f"#10=IFCRELAGGREGATES({guid(10)},$,$,$,#1,(#2));\n"
    f"#11=IFCRELAGGREGATES({guid(11)},$,$,$,#2,(#1));\n"
    f"#12=IFCRELNESTS({guid(12)},$,$,$,#3,(#3));\n"
    f"#13=IFCRELAGGREGATES({guid(13)},$,$,$,#4,(#5));\n"
    f"#14=IFCRELAGGREGATES({guid(14)},$,$,$,#5,(#4));\n"
    "#40=IFCLOCALPLACEMENT(#41,#42);\n#41=IFCLOCALPLACEMENT(#40,#42);\n"
    "#42=IFCAXIS2PLACEMENT3D(#43,$,$);\n#43=IFCCARTESIANPOINT((0.,0.,0.));\n"
    "#50=IFCCOMPLEXPROPERTY('ring',$,'u',(#51));\n#51=IFCCOMPLEXPROPERTY('ring',$,'u',(#50));\n"
    + pset(52, "P", 50)
    + defines(53, 52, 1)
    + f"#60=IFCGROUP({guid(60)},$,'G',$,$);\n"
    f"#61=IFCRELASSIGNSTOGROUP({guid(61)},$,$,$,(#60),$,#60);\n"
    "#70=IFCCLASSIFICATIONREFERENCE($,'Ring','Ring',#71,$,$);\n"
    "#71=IFCCLASSIFICATIONREFERENCE($,'Ring 2','Ring',#70,$,$);\n"
    f"#72=IFCRELASSOCIATESCLASSIFICATION({guid(72)},$,$,$,(#1),#70);\n"
)
DANGLING = UNITS + (
    wall(1)
    + f"#2=IFCWALL({guid(2)},#999,'W2',$,$,#999,#999,$,$);\n"
    + f"#3=IFCBUILDINGSTOREY({guid(3)},$,'S',$,$,$,$,$,.ELEMENT.,$);\n"
    + single(10, "a", "IFCLABEL('x')", "#999")
    + pset(11, "P", 10, 999)
    + pset(12, "Gone", 999)
    + defines(13, 11, 1, 999)
    + defines(14, 999, 1)
    + defines(15, 12, 1)
    + f"#16=IFCRELDEFINESBYTYPE({guid(16)},$,$,$,(#1,#999),#999);\n"
    f"#17=IFCRELAGGREGATES({guid(17)},$,$,$,#999,(#1));\n"
    f"#18=IFCRELAGGREGATES({guid(18)},$,$,$,#3,(#999,#2));\n"
    f"#19=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(19)},$,$,$,(#999,#1),#3);\n"
    f"#20=IFCRELCONTAINEDINSPATIALSTRUCTURE({guid(20)},$,$,$,(#2),#999);\n"
    f"#21=IFCRELVOIDSELEMENT({guid(21)},$,$,$,#999,#998);\n"
    f"#22=IFCRELFILLSELEMENT({guid(22)},$,$,$,#999,#1);\n"
    f"#23=IFCRELASSOCIATESMATERIAL({guid(23)},$,$,$,(#1,#999),#999);\n"
    f"#24=IFCRELASSOCIATESCLASSIFICATION({guid(24)},$,$,$,(#1,#999),#999);\n"
    f"#25=IFCRELASSOCIATESDOCUMENT({guid(25)},$,$,$,(#1,#999),#999);\n"
    f"#26=IFCRELASSIGNSTOGROUP({guid(26)},$,$,$,(#1,#999),$,#999);\n"
    f"#27=IFCMATERIALLAYERSET((#999,#28),'L',$);\n#28=IFCMATERIALLAYER(#999,10.,$,$,$,$,$);\n"
    f"#29=IFCRELASSOCIATESMATERIAL({guid(29)},$,$,$,(#2),#27);\n"
    f"#30=IFCWALLTYPE({guid(30)},$,'T',$,$,(#999,#11),(#999),$,$,.STANDARD.);\n"
    f"#31=IFCCOMPLEXPROPERTY('c',$,'u',(#999,#10));\n"
    + pset(32, "C", 31)
    + defines(33, 32, 2)
    + "#34=IFCCLASSIFICATIONREFERENCE($,'x','x',#999,$,$);\n"
    f"#35=IFCRELASSOCIATESCLASSIFICATION({guid(35)},$,$,$,(#2),#34);\n"
    f"#36=IFCRELCONNECTSPATHELEMENTS({guid(36)},$,$,$,$,#1,#999,(),(),.ATEND.,.ATSTART.);\n"
    f"#37=IFCRELDEFINESBYPROPERTIES({guid(37)},$,$,$,(#2),IFCPROPERTYSETDEFINITIONSET((#999,#11)));\n"
)
MISSING = (
    "#1=IFCWALL();\n#2=IFCWALL('0edge');\n#3=IFCPROPERTYSET();\n#4=IFCRELDEFINESBYPROPERTIES();\n"
    "#5=IFCPROPERTYSINGLEVALUE();\n#6=IFCRELAGGREGATES();\n#7=IFCRELCONTAINEDINSPATIALSTRUCTURE();\n"
    "#8=IFCRELVOIDSELEMENT();\n#9=IFCRELFILLSELEMENT();\n#10=IFCPROJECT();\n#11=IFCMATERIALLAYERSET();\n"
    f"#12=IFCWALL($,$,$,$,$,$,$,$,$);\n#13=IFCWALL({guid(13)},$,$,$,$,$,$,$,$);\n"
    "#14=IFCRELASSOCIATESMATERIAL($,$,$,$,(#13),#11);\n#15=IFCRELDEFINESBYTYPE($,$,$,$,(),$);\n"
    "#16=IFCRELDEFINESBYPROPERTIES($,$,$,$,(#13),#3);\n#17=IFCMATERIALLAYER();\n"
    "#18=IFCRELAGGREGATES($,$,$,$,#13,());\n#19=IFCRELASSIGNSTOGROUP($,$,$,$,$,$,$);\n"
    "#20=IFCPROPERTYSET($,$,$,$,(#5,#21));\n#21=IFCCOMPLEXPROPERTY();\n"
    "#22=IFCRELDEFINESBYPROPERTIES($,$,$,$,(#13),#20);\n#23=IFCELEMENTQUANTITY();\n"
    "#24=IFCRELDEFINESBYPROPERTIES($,$,$,$,(#13),#23);\n#25=IFCQUANTITYLENGTH();\n"
    "#26=IFCELEMENTQUANTITY($,$,'Q',$,$,(#25));\n#27=IFCRELDEFINESBYPROPERTIES($,$,$,$,(#13),#26);\n"
    "#28=IFCCLASSIFICATIONREFERENCE();\n#29=IFCRELASSOCIATESCLASSIFICATION($,$,$,$,(#13),#28);\n"
    "#30=IFCUNITASSIGNMENT();\n#31=IFCSIUNIT();\n#32=IFCPROJECT($,$,$,$,$,$,$,$,#30);\n"
)
WRONG = (
    "#1=IFCWALL(5,'x',7,.T.,(1,2),'p',3.5,#1,'enum');\n"
    f"#2=IFCWALL({guid(2)},$,'W',$,$,$,$,$,.NONSENSE.);\n"
    "#3=IFCPROPERTYSINGLEVALUE(5,$,'bare',$);\n#4=IFCPROPERTYSINGLEVALUE('n',$,5.,$);\n"
    "#5=IFCPROPERTYSINGLEVALUE('r',$,#2,$);\n#6=IFCPROPERTYSINGLEVALUE('e',$,.ENUM.,$);\n"
    "#7=IFCPROPERTYSINGLEVALUE('l',$,(IFCLABEL('a')),$);\n"
    + pset(10, "P", 3, 4, 5, 6, 7, 2)
    + defines(11, 10, 2)
    + f"#12=IFCRELDEFINESBYPROPERTIES({guid(12)},$,$,$,#2,(#10));\n"
    f"#13=IFCRELAGGREGATES({guid(13)},$,$,$,(#2),#2);\n"
    f"#14=IFCRELAGGREGATES({guid(14)},$,$,$,#4,(#3,#2));\n"
    f"#15=IFCRELDEFINESBYTYPE({guid(15)},$,$,$,(#2),#2);\n"
    f"#16=IFCPROPERTYSET({guid(16)},$,'Q',$,#4);\n"
    + defines(17, 16, 2)
    + f"#18=IFCRELASSOCIATESMATERIAL({guid(18)},$,$,$,(#2),#2);\n"
    "#19=IFCMATERIALLAYERSET(#2,5,6);\n"
    f"#20=IFCRELASSOCIATESMATERIAL({guid(20)},$,$,$,(#2),#19);\n"
    "#21=IFCQUANTITYLENGTH('q',$,$,'text',$);\n"
    f"#22=IFCELEMENTQUANTITY({guid(22)},$,'QQ',$,$,(#21,#4));\n" + defines(23, 22, 2)
)
DUPLICATES = (
    f"#1=IFCWALL({guid(1)},$,'one',$,$,$,$,$,$);\n"
    f"#2=IFCWALL({guid(1)},$,'two',$,$,$,$,$,$);\n"
    f"#3=IFCSLAB({guid(1)},$,'three',$,$,$,$,$,$);\n"
    f"#4=IFCPROPERTYSET({guid(1)},$,'P',$,(#5));\n"
    + single(5, "a", "IFCLABEL('x')")
    + defines(6, 4, 1, 2)
    + wall(7, "'first of its number'")
    + wall(7, "'last of its number'")
)
EDGES: dict[str, Edge] = {
    "strings": Edge(STRINGS),
    "lines": Edge(LINES),
    "numbers": Edge(NUMBERS + UNITS),
    "huge": Edge(HUGE),
    "kinds": Edge(KINDS),
    "quantities": Edge(QUANTITIES),
    "types": Edge(TYPES),
    "set-of-sets": Edge(SET_OF_SETS),
    "materials": Edge(MATERIALS),
    "old-materials": Edge(OLD_MATERIALS, "IFC2X3"),
    "classifications": Edge(CLASSIFICATIONS),
    "documents": Edge(DOCUMENTS),
    "structure": Edge(STRUCTURE),
    "infrastructure": INFRA,
    "order": Edge(ORDER),
    "cycles": Edge(CYCLES),
    "dangling": Edge(DANGLING),
    "missing": Edge(MISSING),
    "wrong": Edge(WRONG),
    "duplicates": Edge(DUPLICATES),
    "empty": Edge(""),
    "no-project": Edge(wall(1)),
    "two-projects": Edge(UNITS + f"#5=IFCPROJECT({guid(5)},$,'Other',$,$,$,$,$,$);\n"),
    "no-units": Edge(
        f"#5=IFCPROJECT({guid(5)},$,'P',$,$,$,$,$,$);\n" + values("IFCLENGTHMEASURE(1.)")
    ),
}
