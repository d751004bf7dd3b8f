package voxlake.thrift

import org.apache.hadoop.fs.Path
import org.apache.spark.sql.{SparkSession, SparkSessionExtensions}
import org.apache.spark.sql.catalyst.{FunctionIdentifier, TableIdentifier}
import org.apache.spark.sql.catalyst.expressions.{CallMethodViaReflection, Expression, SubqueryExpression}
import org.apache.spark.sql.catalyst.parser.ParserInterface
import org.apache.spark.sql.catalyst.plans.logical.{Command, LogicalPlan, ParsedStatement, View}
import org.apache.spark.sql.execution.command.SetCommand
import org.apache.spark.sql.execution.datasources.{FileIndex, HadoopFsRelation, LogicalRelation}
import org.apache.spark.sql.hive.thriftserver.lake.Connections.settable
import org.apache.spark.sql.types.{DataType, StructType}

/** Leaves users of the server nothing but to read the lake's views.
  *
  * Once armed, a statement is looked at twice. Before anything is looked up: it is of a kind that
  * is open, names views alone, and takes nothing from the environment. After names are resolved:
  * each node of its plan is one of those that only read, and each row comes out of a table that a
  * view names. What is not known is refused.
  */
class Guard extends (SparkSessionExtensions => Unit) {
  override def apply(extensions: SparkSessionExtensions): Unit = {
    extensions.injectParser((session, parser) => new GuardedParser(session, parser))
    extensions.injectCheckRule(_ => Guard.check)
  }
}

class Refused(what: String) extends SecurityException(s"This server only reads the lake's views: $what.") {
  override def fillInStackTrace(): Throwable = this // which the user would be told, too
}

object Guard {
  @volatile private var armed = false
  @volatile private var views = Set.empty[String]
  @volatile private var tables = Set.empty[Path]

  private val commands = Set(
    "ShowTablesCommand", "ShowTables", "ShowViewsCommand", "ShowViews", "ShowColumnsCommand",
    "ShowColumns", "ShowNamespaces", "ShowNamespacesCommand", "ShowFunctionsCommand",
    "ShowFunctions", "ShowCurrentNamespaceCommand", "DescribeTableCommand", "DescribeRelation",
    "DescribeColumnCommand", "DescribeColumn", "DescribeQueryCommand", "DescribeFunctionCommand",
    "DescribeFunction", "SetCatalogAndNamespace", "SetNamespaceCommand", "ExplainCommand")
  /** Those that tell a view's text and the folder of the lake where they are EXTENDED. */
  private val extended = Set("DescribeRelation", "DescribeTableCommand", "ShowTablesCommand")
  private val filesTold = Set("InputFileName", "InputFileBlockStart", "InputFileBlockLength")
  private val nodes = Set(
    "Project", "Filter", "Join", "Aggregate", "Sort", "GlobalLimit", "LocalLimit", "Offset", "Tail",
    "Distinct", "Deduplicate", "Union", "Intersect", "Except", "SubqueryAlias", "Window",
    "Generate", "Expand", "Pivot", "Unpivot", "Sample", "Repartition", "RepartitionByExpression",
    "RebalancePartitions", "WithCTE", "CTERelationDef", "ResolvedHint", "UnresolvedHint",
    "LateralJoin", "WithWindowDefinition", "ReturnAnswer", "Subquery", "View",
    // Delta's own, with which it reads its log; SQL has no words for them.
    "MapPartitions", "MapElements", "TypedFilter", "SerializeFromObject", "DeserializeToObject",
    "AppendColumns", "MapGroups", "FlatMapGroupsInPandas")
  private val leaves = Set(
    "OneRowRelation", "LocalRelation", "Range", "CTERelationRef", "CommandResult")
  private val tableFunctions = Set(
    "range", "explode", "explode_outer", "posexplode", "posexplode_outer", "inline", "inline_outer",
    "stack", "json_tuple")

  /** As a view's text names a table. */
  private val table = "delta\\.`((?:[^`]|``)+)`".r

  def arm(session: SparkSession): Unit = {
    val catalog = session.sessionState.catalog
    views = catalog.listTables("default").flatMap(catalog.getTableMetadata(_).viewText).toSet
    val settings = session.sessionState.newHadoopConf()
    tables = for (view <- views; found <- table.findAllMatchIn(view)) yield {
      val path = new Path(found.group(1).replace("``", "`"))
      path.getFileSystem(settings).makeQualified(path)
    }
    armed = true
  }

  def isArmed: Boolean = armed

  /** Whether a text is that of a view, which names tables, and is the server's own. */
  def isTextOfAView(text: String): Boolean = views(text)

  def checkText(text: String): Unit =
    if (text.contains("${")) throw new Refused("${...} takes nothing from outside; leave it out")

  /** The kinds and the names in a statement that is not looked up yet. */
  def checkNames(part: Any): Unit = part match {
    case plan: LogicalPlan =>
      if (isCommand(plan)) checkCommand(plan)
      plan.getClass.getSimpleName match {
        case "UnresolvedRelation" | "UnresolvedTableOrView" | "UnresolvedTable" | "UnresolvedView" |
            "UnresolvedIdentifier" =>
          checkName(plan.productElement(0))
        case "UnresolvedTableValuedFunction" => checkTableFunction(plan.productElement(0))
        case name if name.contains("WithUnresolvedIdentifier") =>
          throw new Refused("IDENTIFIER(...) is closed; write the name")
        case _ =>
      }
      plan.productIterator.foreach(checkNames)
    case expression: Expression => expression.productIterator.foreach(checkNames)
    case several: Iterable[_] => several.foreach(checkNames)
    case tuple: Product if tuple.productPrefix.startsWith("Tuple") || tuple.isInstanceOf[Option[_]] =>
      tuple.productIterator.foreach(checkNames)
    case _ =>
  }

  private def checkName(name: Any): Unit = name match {
    case parts: Seq[_] =>
      val within = parts.init.map(_.toString.toLowerCase)
      if (within.nonEmpty && within != Seq("default") && within != Seq("spark_catalog", "default"))
        throw new Refused(s"there is no ${parts.mkString(".")}; SHOW VIEWS tells which there are")
    case _ => throw new Refused("a name that is no name")
  }

  private def checkTableFunction(name: Any): Unit = name match {
    case Seq(one) if tableFunctions(one.toString.toLowerCase) =>
    case _ => throw new Refused("this function in FROM is closed")
  }

  /** A plan whose names are resolved. */
  def check(plan: LogicalPlan): Unit =
    if (armed) {
      if (isCommand(plan)) checkCommand(plan)
      else if (!plan.collectLeaves().exists(isOfDelta)) checkQuery(plan)
    }

  private def isCommand(plan: LogicalPlan): Boolean =
    plan.isInstanceOf[Command] || plan.isInstanceOf[ParsedStatement]

  private def checkCommand(plan: LogicalPlan): Unit = plan match {
    case SetCommand(Some((key, Some(_)))) if settable(key) =>
    case _: SetCommand => throw new Refused(s"SET is for ${settable.mkString(", ")} alone")
    case _ =>
      val name = plan.getClass.getSimpleName
      if (!commands(name))
        throw new Refused("this statement is closed; SELECT, SHOW and DESCRIBE are open")
      if (extended(name) && plan.productIterator.contains(true))
        throw new Refused("EXTENDED and FORMATTED are closed")
  }

  private def checkQuery(plan: LogicalPlan): Unit = {
    val name = plan.getClass.getSimpleName
    val isOpen = if (plan.children.isEmpty) leaves(name) || isOfAView(plan) else nodes(name)
    if (!isOpen) throw new Refused(s"$name is closed")
    plan.expressions.foreach(_.foreach(checkExpression))
    plan.children.foreach(checkQuery)
  }

  private def checkExpression(one: Expression): Unit = one match {
    case _: CallMethodViaReflection => throw new Refused("methods of Java are closed")
    case subquery: SubqueryExpression => checkQuery(subquery.plan)
    case _ =>
      val name = one.getClass.getName
      if (filesTold(one.getClass.getSimpleName)) throw new Refused("names of files are closed")
      val isOpen = name.startsWith("org.apache.spark.sql.catalyst.") ||
        name.startsWith("org.apache.spark.sql.delta.")
      if (!isOpen) throw new Refused(s"${one.getClass.getSimpleName} is closed")
  }

  /** Rows of a table that a view names; a statement cannot name it. */
  private def isOfAView(plan: LogicalPlan): Boolean = files(plan).exists { files =>
    files.getClass.getName.startsWith("org.apache.spark.sql.delta.") &&
      files.rootPaths.nonEmpty && files.rootPaths.forall(tables)
  }

  /** What Delta itself asks as it reads its log; SQL has no words for these. */
  private def isOfDelta(plan: LogicalPlan): Boolean =
    Set("LogicalRDD", "ExternalRDD")(plan.getClass.getSimpleName) ||
      files(plan).exists(_.getClass.getName == "org.apache.spark.sql.delta.DeltaLogFileIndex")

  private def files(plan: LogicalPlan): Option[FileIndex] = plan match {
    case LogicalRelation(files: HadoopFsRelation, _, _, _) => Some(files.location)
    case _ => None
  }
}

class GuardedParser(session: SparkSession, parser: ParserInterface) extends ParserInterface {
  override def parsePlan(text: String): LogicalPlan = guarded(text, parser.parsePlan)
  override def parseQuery(text: String): LogicalPlan = guarded(text, parser.parseQuery)
  override def parseExpression(text: String): Expression = parser.parseExpression(text)
  override def parseTableIdentifier(text: String): TableIdentifier = parser.parseTableIdentifier(text)
  override def parseFunctionIdentifier(text: String): FunctionIdentifier =
    parser.parseFunctionIdentifier(text)
  override def parseMultipartIdentifier(text: String): Seq[String] =
    parser.parseMultipartIdentifier(text)
  override def parseTableSchema(text: String): StructType = parser.parseTableSchema(text)
  override def parseDataType(text: String): DataType = parser.parseDataType(text)

  private def guarded(text: String, parse: String => LogicalPlan): LogicalPlan =
    if (!Guard.isArmed) parse(text)
    else if (Guard.isTextOfAView(text)) parse(text)
    else {
      Guard.checkText(text)
      val plan = parse(text)
      Guard.checkNames(plan)
      plan
    }
}
